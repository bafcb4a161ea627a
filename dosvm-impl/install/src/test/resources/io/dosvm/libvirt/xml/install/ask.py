# Asks virt-install itself, as its own tests do: many command lines in one process, on libvirt's test driver, which is
# told to pass for a host of other capabilities. Nothing but the answers is written, and nothing is contacted.
#   ask.py list                 prints each option's suboptions: option, suboption, whether it is yes or no
#   ask.py systems              prints the short name of every operating system
#   ask.py print LINES FOLDER   per line (a URI, then words, all behind tabs) writes N.xml and N.err
import contextlib
import io
import os
import sys

sys.path.insert(0, "/usr/share/virt-manager")
from virtinst import OSDB, cli, connection, virtinstall


def printed(conns, uri, words):
    out, err = io.StringIO(), io.StringIO()
    sys.argv = ["virt-install"] + words
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            if uri not in conns:
                conns[uri] = connection.VirtinstConnection(uri)
                conns[uri].open(None, None)
            virtinstall.main(conn=conns[uri])
        except SystemExit:
            pass
        except Exception as e:
            err.write(repr(e))
    return out.getvalue(), err.getvalue()


if sys.argv[1] == "list":
    sys.argv = ["virt-install"]
    virtinstall.parse_args()
    for parser in cli.VIRT_PARSERS:
        for arg in parser._virtargs:
            for name in [arg.cliname] + list(arg._aliases):
                print(parser.cli_flag_name(), name, "yes" if arg.is_onoff else "1", sep="\t")
elif sys.argv[1] == "systems":
    for system in OSDB.list_os():
        print(system.name)
else:
    conns = {}
    lines = open(sys.argv[2]).read().split("\n")[:-1]
    folder = sys.argv[3]
    for number, line in enumerate(lines, 1):
        words = line.split("\t")
        out, err = printed(conns, words[0], words[1:])
        for suffix, text in ((".xml", out), (".err", err)):
            with open(os.path.join(folder, str(number) + suffix), "w") as file:
                file.write(text)
