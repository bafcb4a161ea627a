package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.ElementBuilder;
import java.util.Set;

/** Completes the devices that were said with what virt-install adds to each of them. */
final class BegunDevices {
    private final Machine machine;
    private final String video;

    BegunDevices(Machine machine, String video) {
        this.machine = machine;
        this.video = video;
    }

    void complete(ElementBuilder devices) {
        devices.children().forEach(this::device);
        // there are machines whose panics nothing can hear
        if (devices.all("panic").stream().anyMatch(ElementBuilder::isEmpty)) {
            devices.removeChildren("panic");
        }
    }

    private void device(ElementBuilder e) {
        switch (e.name()) {
            case "interface" -> missing(e, "type", "bridge");
            case "input" -> input(e);
            case "filesystem" -> filesystem(e);
            case "watchdog" -> {
                missing(e, "model", "i6300esb");
                missing(e, "action", "reset");
            }
            case "smartcard" -> {
                missing(e, "mode", "passthrough");
                if (is(e, "mode", "passthrough")) {
                    missing(e, "type", "spicevmc");
                }
            }
            case "redirdev" -> {
                missing(e, "bus", "usb");
                missing(e, "type", "spicevmc");
            }
            case "memballoon", "rng" -> missing(e, "model", "virtio");
            case "vsock" -> {
                missing(e, "model", "virtio");
                ElementBuilder cid = e.only("cid");
                if (cid.attribute("address").isEmpty()) {
                    missing(cid, "auto", "yes");
                }
            }
            case "hostdev" -> {
                missing(e, "mode", "subsystem");
                missing(e, "managed", machine.type().equals("xen") ? "no" : "yes");
            }
            case "panic" -> panic(e);
            case "tpm" -> tpm(e);
            case "sound" -> missing(e, "model", machine.isQ35() || machine.isVirt() ? "ich9" : "ich6");
            case "serial", "parallel", "channel", "console" -> character(e);
            case "video" -> {
                if (!video.isEmpty()) {
                    missing(e.only("model"), "type", video);
                }
            }
            default -> {}
        }
    }

    private void input(ElementBuilder e) {
        missing(e, "type", "mouse");
        if (!is(e, "type", "evdev")) {
            missing(e, "bus", is(e, "type", "tablet") ? "usb" : machine.type().equals("xen") ? "xen" : "ps2");
        }
    }

    private void filesystem(ElementBuilder e) {
        if (!machine.isQemuOrTest() && !machine.type().equals("lxc")) {
            return;
        }
        missing(e, "type", "mount");
        if (!e.has("driver") || !is(e.only("driver"), "type", "virtiofs")) {
            missing(e, "accessmode", "mapped");
        }
    }

    private void panic(ElementBuilder e) {
        if (e.has("address") && e.only("address").attribute("iobase").isPresent()) {
            missing(e.only("address"), "type", "isa");
        }
        String model = machine.isX86() ? "isa" : machine.isPseries() ? "pseries" : machine.isS390() ? "s390" : "";
        if (!model.isEmpty()) {
            missing(e, "model", model);
        }
    }

    private static void tpm(ElementBuilder e) {
        ElementBuilder backend = e.only("backend");
        missing(backend, "type", backend.has("device") ? "passthrough" : "emulator");
        if (is(backend, "type", "emulator") && backend.attribute("version").isEmpty()) {
            missing(e, "model", "tpm-crb");
        }
    }

    private static void character(ElementBuilder e) {
        if (is(e, "type", "unix") || is(e, "type", "tcp")) {
            boolean said =
                    e.all("source").stream().anyMatch(s -> s.attribute("mode").isPresent());
            if (!said) {
                e.only("source").attribute("mode", "bind");
            }
        }
        if (e.name().equals("channel")) {
            missing(e.only("target"), "type", "virtio");
        }
        if (Set.of("spicevmc", "qemu-vdagent").contains(e.attribute("type").orElse(""))) {
            missing(e.only("target"), "name", "com.redhat.spice.0");
        }
    }

    static boolean is(ElementBuilder e, String attribute, String value) {
        return e.attribute(attribute).orElse("").equals(value);
    }

    static void missing(ElementBuilder e, String attribute, String value) {
        if (e.attribute(attribute).isEmpty()) {
            e.attribute(attribute, value);
        }
    }
}
