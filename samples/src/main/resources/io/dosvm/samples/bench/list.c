/* The floor of "list": names, UUIDs and states of all domains in one call, copied, over a connection that stays. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct { char field[80]; int type; union { int i; unsigned ui; long long l; unsigned long long ul; double d; char b; char *s; } value; } param;
typedef struct { void *dom; param *params; int nparams; } record;
extern void *virConnectOpen(const char *);
extern int virConnectClose(void *);
extern int virConnectGetAllDomainStats(void *, unsigned, record ***, unsigned);
extern void virDomainStatsRecordListFree(record **);
extern const char *virDomainGetName(void *);
extern int virDomainGetUUID(void *, unsigned char *);

struct vm { char name[128]; unsigned char uuid[16]; int state; };

int main(int argc, char **argv)
{
    int runs = argc > 2 ? atoi(argv[2]) : 1;
    void *conn = virConnectOpen(argv[1]);
    if (!conn) return 1;
    for (int run = -1; run < runs; run++) {
        struct timespec a, b;
        record **all;
        clock_gettime(CLOCK_MONOTONIC, &a);
        int n = virConnectGetAllDomainStats(conn, 1, &all, 0);
        if (n < 0) return 2;
        struct vm *vms = calloc(n + 1, sizeof *vms);
        for (int i = 0; i < n; i++) {
            strncpy(vms[i].name, virDomainGetName(all[i]->dom), sizeof vms[i].name - 1);
            virDomainGetUUID(all[i]->dom, vms[i].uuid);
            for (int p = 0; p < all[i]->nparams; p++)
                if (!strcmp(all[i]->params[p].field, "state.state")) vms[i].state = all[i]->params[p].value.i;
        }
        virDomainStatsRecordListFree(all);
        clock_gettime(CLOCK_MONOTONIC, &b);
        volatile int seen = n ? vms[n - 1].state : 0;
        (void) seen;
        free(vms);
        if (run >= 0) printf("%d %.3f\n", n, (b.tv_sec - a.tv_sec) * 1e3 + (b.tv_nsec - a.tv_nsec) / 1e6);
    }
    virConnectClose(conn);
    return 0;
}
