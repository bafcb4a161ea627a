package io.dosvm.libvirt.binding;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/**
 * The C functions of libvirt.so.0, direct-mapped under their own names; see libvirt's reference for each.
 *
 * <p>Only functions that libvirt 4.5 has stand here: registration fails as a whole if one is missing. Newer ones are
 * asked for with {@link LibvirtLibrary#optional(String)}. Nothing but this package calls them, always on a thread of
 * {@link CallThreads} unless the function neither sends a request nor frees the last reference of a connection.
 */
final class Natives {
    private Natives() {}

    // errors, events, version
    static native int virInitialize();

    static native int virGetVersion(LongByReference version, @Nullable Pointer type, @Nullable Pointer typeVersion);

    static native @Nullable Pointer virGetLastError();

    static native void virResetLastError();

    static native void virSetErrorFunc(@Nullable Pointer user, @Nullable Pointer handler);

    static native int virEventRegisterDefaultImpl();

    static native int virEventRunDefaultImpl();

    static native int virEventAddTimeout(
            int milliseconds, Pointer callback, @Nullable Pointer opaque, @Nullable Pointer free);

    static native void virEventUpdateTimeout(int timer, int milliseconds);

    static native int virEventRemoveTimeout(int timer);

    // connection
    static native @Nullable Pointer virConnectOpenAuth(String uri, @Nullable Pointer auth, int flags);

    static native int virConnectClose(Pointer conn);

    static native int virConnectIsAlive(Pointer conn);

    static native int virConnectSetKeepAlive(Pointer conn, int seconds, int count);

    static native int virConnectRegisterCloseCallback(
            Pointer conn, Pointer callback, Pointer opaque, @Nullable Pointer free);

    static native int virConnectUnregisterCloseCallback(Pointer conn, Pointer callback);

    static native @Nullable String virConnectGetType(Pointer conn);

    static native int virConnectGetVersion(Pointer conn, LongByReference version);

    static native int virConnectGetLibVersion(Pointer conn, LongByReference version);

    static native @Nullable Pointer virConnectGetHostname(Pointer conn);

    static native @Nullable Pointer virConnectGetCapabilities(Pointer conn);

    static native @Nullable Pointer virConnectGetDomainCapabilities(
            Pointer conn,
            @Nullable String emulator,
            @Nullable String arch,
            @Nullable String machine,
            @Nullable String type,
            int flags);

    static native int virNodeGetInfo(Pointer conn, Pointer info);

    static native long virNodeGetFreeMemory(Pointer conn);

    static native int virNodeGetCPUStats(Pointer conn, int cpu, @Nullable Pointer stats, Pointer count, int flags);

    static native int virNodeGetMemoryStats(Pointer conn, int cell, @Nullable Pointer stats, Pointer count, int flags);

    // domain
    static native int virConnectListAllDomains(Pointer conn, PointerByReference domains, int flags);

    static native int virConnectGetAllDomainStats(Pointer conn, int stats, PointerByReference records, int flags);

    static native void virDomainStatsRecordListFree(Pointer records);

    static native @Nullable Pointer virDomainLookupByUUIDString(Pointer conn, String uuid);

    static native @Nullable Pointer virDomainLookupByName(Pointer conn, String name);

    static native @Nullable Pointer virDomainDefineXMLFlags(Pointer conn, String xml, int flags);

    static native @Nullable Pointer virDomainCreateXML(Pointer conn, String xml, int flags);

    static native int virDomainCreateWithFlags(Pointer domain, int flags);

    static native int virDomainDestroyFlags(Pointer domain, int flags);

    static native int virDomainShutdownFlags(Pointer domain, int flags);

    static native int virDomainReboot(Pointer domain, int flags);

    static native int virDomainReset(Pointer domain, int flags);

    static native int virDomainSuspend(Pointer domain);

    static native int virDomainResume(Pointer domain);

    static native int virDomainUndefineFlags(Pointer domain, int flags);

    static native int virDomainGetState(Pointer domain, Pointer state, Pointer reason, int flags);

    static native @Nullable Pointer virDomainGetXMLDesc(Pointer domain, int flags);

    static native int virDomainIsActive(Pointer domain);

    static native int virDomainIsPersistent(Pointer domain);

    static native int virDomainSetAutostart(Pointer domain, int autostart);

    static native int virDomainSetMetadata(
            Pointer domain, int type, @Nullable String metadata, @Nullable String key, @Nullable String uri, int flags);

    static native int virDomainInterfaceAddresses(Pointer domain, PointerByReference interfaces, int source, int flags);

    static native void virDomainInterfaceFree(Pointer iface);

    static native int virDomainGetInfo(Pointer domain, Pointer info);

    static native int virDomainOpenConsole(Pointer domain, @Nullable String device, Pointer stream, int flags);

    static native int virDomainListAllSnapshots(Pointer domain, PointerByReference snapshots, int flags);

    static native @Nullable Pointer virDomainSnapshotGetXMLDesc(Pointer snapshot, int flags);

    static native int virDomainSnapshotIsCurrent(Pointer snapshot, int flags);

    static native String virDomainSnapshotGetName(Pointer snapshot);

    static native int virDomainSnapshotFree(Pointer snapshot);

    static native Pointer virDomainGetName(Pointer domain);

    static native int virDomainGetUUID(Pointer domain, Pointer uuid);

    static native int virDomainGetID(Pointer domain);

    static native int virDomainFree(Pointer domain);

    // network
    static native int virConnectListAllNetworks(Pointer conn, PointerByReference networks, int flags);

    static native @Nullable Pointer virNetworkLookupByUUIDString(Pointer conn, String uuid);

    static native @Nullable Pointer virNetworkLookupByName(Pointer conn, String name);

    static native @Nullable Pointer virNetworkDefineXML(Pointer conn, String xml);

    static native int virNetworkCreate(Pointer network);

    static native int virNetworkDestroy(Pointer network);

    static native int virNetworkUndefine(Pointer network);

    static native int virNetworkIsActive(Pointer network);

    static native int virNetworkSetAutostart(Pointer network, int autostart);

    static native @Nullable Pointer virNetworkGetXMLDesc(Pointer network, int flags);

    static native int virNetworkGetDHCPLeases(
            Pointer network, @Nullable String mac, PointerByReference leases, int flags);

    static native void virNetworkDHCPLeaseFree(Pointer lease);

    static native String virNetworkGetName(Pointer network);

    static native int virNetworkGetUUID(Pointer network, Pointer uuid);

    static native int virNetworkFree(Pointer network);

    // interfaces of the host
    static native int virConnectListAllInterfaces(Pointer conn, PointerByReference interfaces, int flags);

    static native @Nullable Pointer virInterfaceGetXMLDesc(Pointer hostInterface, int flags);

    static native int virInterfaceFree(Pointer hostInterface);

    // storage
    static native int virConnectListAllStoragePools(Pointer conn, PointerByReference pools, int flags);

    static native @Nullable Pointer virStoragePoolLookupByUUIDString(Pointer conn, String uuid);

    static native @Nullable Pointer virStoragePoolLookupByName(Pointer conn, String name);

    static native @Nullable Pointer virStoragePoolDefineXML(Pointer conn, String xml, int flags);

    static native int virStoragePoolBuild(Pointer pool, int flags);

    static native int virStoragePoolCreate(Pointer pool, int flags);

    static native int virStoragePoolDestroy(Pointer pool);

    static native int virStoragePoolUndefine(Pointer pool);

    static native int virStoragePoolRefresh(Pointer pool, int flags);

    static native int virStoragePoolGetInfo(Pointer pool, Pointer info);

    static native int virStoragePoolIsActive(Pointer pool);

    static native int virStoragePoolSetAutostart(Pointer pool, int autostart);

    static native @Nullable Pointer virStoragePoolGetXMLDesc(Pointer pool, int flags);

    static native int virStoragePoolListAllVolumes(Pointer pool, PointerByReference volumes, int flags);

    static native String virStoragePoolGetName(Pointer pool);

    static native int virStoragePoolGetUUID(Pointer pool, Pointer uuid);

    static native int virStoragePoolFree(Pointer pool);

    static native @Nullable Pointer virStorageVolLookupByName(Pointer pool, String name);

    static native @Nullable Pointer virStorageVolCreateXML(Pointer pool, String xml, int flags);

    static native int virStorageVolDelete(Pointer volume, int flags);

    static native @Nullable Pointer virStorageVolGetXMLDesc(Pointer volume, int flags);

    static native String virStorageVolGetName(Pointer volume);

    static native int virStorageVolUpload(Pointer volume, Pointer stream, long offset, long length, int flags);

    static native int virStorageVolDownload(Pointer volume, Pointer stream, long offset, long length, int flags);

    static native int virStorageVolFree(Pointer volume);

    // streams; size_t is a C long everywhere libvirt runs
    static native @Nullable Pointer virStreamNew(Pointer conn, int flags);

    static native int virStreamSend(Pointer stream, Pointer data, com.sun.jna.NativeLong bytes);

    static native int virStreamRecv(Pointer stream, Pointer data, com.sun.jna.NativeLong bytes);

    static native int virStreamFinish(Pointer stream);

    static native int virStreamAbort(Pointer stream);

    static native int virStreamFree(Pointer stream);

    // events
    static native int virConnectDomainEventRegisterAny(
            Pointer conn,
            @Nullable Pointer domain,
            int event,
            Pointer callback,
            Pointer opaque,
            @Nullable Pointer free);

    static native int virConnectDomainEventDeregisterAny(Pointer conn, int callback);

    static native int virConnectNetworkEventRegisterAny(
            Pointer conn,
            @Nullable Pointer network,
            int event,
            Pointer callback,
            Pointer opaque,
            @Nullable Pointer free);

    static native int virConnectNetworkEventDeregisterAny(Pointer conn, int callback);

    static native int virConnectStoragePoolEventRegisterAny(
            Pointer conn, @Nullable Pointer pool, int event, Pointer callback, Pointer opaque, @Nullable Pointer free);

    static native int virConnectStoragePoolEventDeregisterAny(Pointer conn, int callback);
}
