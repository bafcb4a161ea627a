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

    /** What the installation tree tells of itself; empty if there is none, or all of it is said. */
    Optional<TreeLayout> layout(Os os) {
        if (layout.isEmpty() && !location.isEmpty() && (kernel.isEmpty() || isUrl())) {
            String arch = os.typeArch().map(Architecture::raw).orElse("x86_64");
            layout = isImage() ? Optional.of(IsoImage.layout(location)) : tree(arch);
        }
        return layout;
    }

    private Optional<TreeLayout> tree(String arch) {
        Optional<InstallTree> tree = trees.find(location);
        if (tree.isEmpty() && kernel.isEmpty()) {
            throw new IllegalArgumentException("--location " + location
                    + ": this library reads no network; give VirtInstall.trees what does, or kernel= and initrd=");
        }
        return kernel.isEmpty() ? tree.map(t -> TreeLayout.of(t, location, arch)) : Optional.empty();
    }

    /** The system that the medium installs, if it tells. */
    Optional<String> system(Os os) {
        return layout(os).flatMap(TreeLayout::system);
    }
}
