package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.domain.Architecture;
import io.dosvm.libvirt.xml.domain.Os;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the guest gets its operating system: all that is said about it, in whatever order. */
final class InstallMedia {
    String cdrom = "";
    /** What is booted to install: "network", or another device; empty if the medium says it. */
    String bootDevice = "";

    String location = "";
    String kernel = "";
    String initrd = "";
    boolean isLive;
    boolean replacesArguments;
    final List<String> arguments = new ArrayList<>();
    final Map<String, byte[]> injected = new LinkedHashMap<>();
    Optional<CloudInit> cloudInit = Optional.empty();
    Optional<Unattended> unattended = Optional.empty();
    InstallTree.Finder trees = InstallTree.Finder.directories();
    private Optional<TreeLayout> layout = Optional.empty();

    /** Forgets the medium that was said before: the last one counts. */
    void forget() {
        cdrom = "";
        bootDevice = "";
        location = "";
        kernel = "";
        initrd = "";
    }

    boolean hasKernel() {
        return !location.isEmpty() || !kernel.isEmpty();
    }

    boolean isUrl() {
        return location.matches("(?i)(https?|ftp)://.*");
    }

    /** Whether the location is an ISO image, which the guest gets as a CD, too. */
    private boolean isImage() {
        return !location.isEmpty() && !isUrl() && trees.find(location).isEmpty();
    }

    /** The image in the CD drive to install from; empty if there is none. */
    String image() {
        return isImage() ? location : cdrom;
    }

    /** What is booted to install; empty if that is a kernel. */
    String bootsFrom() {
        return cdrom.isEmpty() ? bootDevice : "cdrom";
    }

    boolean installs() {
        return !isLive && (!bootsFrom().isEmpty() || hasKernel());
    }

    /** Whether the first start differs from the next ones. */
    boolean hasFirstStart() {
        return installs() || cloudInit.isPresent() || unattended.isPresent();
    }

    /** Where the kernel to install with is in the tree; empty if that is said, or there is no tree. */
    Optional<TreeLayout> layout(Os os) {
        return kernel.isEmpty() ? found(os) : Optional.empty();
    }

    /** The system that the medium installs, if it tells. */
    Optional<String> system(Os os) {
        if (location.isEmpty()) {
            return cdrom.isEmpty() ? Optional.empty() : known(cdrom).map(OsMedia::system);
        }
        try {
            return found(os).flatMap(TreeLayout::system);
        } catch (IllegalArgumentException e) {
            if (kernel.isEmpty()) {
                throw e;
            }
            // where its kernel is was said, and that is enough
            return isImage() ? known(location).map(OsMedia::system) : Optional.empty();
        }
    }

    private static Optional<OsMedia> known(String image) {
        return new IsoImage(image).labels().flatMap(OsMedia::find);
    }

    /** What the installation tree tells of itself; empty if there is none. */
    private Optional<TreeLayout> found(Os os) {
        if (layout.isEmpty() && !location.isEmpty()) {
            String arch = os.typeArch().map(Architecture::raw).orElse("x86_64");
            layout = Optional.of(isImage() ? image(arch) : tree(arch));
        }
        return layout;
    }

    private TreeLayout tree(String arch) {
        InstallTree tree = trees.find(location)
                .orElseThrow(() -> new IllegalArgumentException("--location " + location
                        + ": this library reads no network; give VirtInstall.trees what does, or kernel= and initrd="));
        return TreeLayout.of(tree, location, arch);
    }

    private TreeLayout image(String arch) {
        Optional<OsMedia> known = known(location);
        if (known.filter(m -> !m.kernel().isEmpty() && !m.initrd().isEmpty()).isPresent()) {
            return new TreeLayout(known.get().kernel(), known.get().initrd(), known.map(OsMedia::system));
        }
        try {
            TreeLayout tree = TreeLayout.of(new IsoImage(location), location, arch);
            return new TreeLayout(
                    tree.kernel(), tree.initrd(), known.map(OsMedia::system).or(tree::system));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "--location " + location + ": not a folder, a URL, or an image that is here and that libosinfo's"
                            + " database knows or that has an installation tree in it; say kernel= and initrd=",
                    e);
        }
    }
}
