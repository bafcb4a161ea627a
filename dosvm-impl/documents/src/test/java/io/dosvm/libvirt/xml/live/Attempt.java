package io.dosvm.libvirt.xml.live;

import io.dosvm.libvirt.xml.Change;
import io.dosvm.libvirt.xml.Change.Applies;
import io.dosvm.libvirt.xml.domain.Devices;
import io.dosvm.libvirt.xml.domain.Domain;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A change to be tried on a guest.
 *
 * @param path what it changes, without what names the entries of lists; "+" stands before what comes or goes as a whole
 * @param answer what the difference of both documents has to say
 * @param edit makes it, in the document of the guest
 * @param call the words of virsh that make it in what runs; empty if devices are attached, detached and updated for it
 */
record Attempt(String path, Applies answer, Consumer<Domain.Builder> edit, List<String> call) {
    static Attempt live(String path, Consumer<Domain.Builder> edit, String... call) {
        return new Attempt(path, Applies.LIVE, edit, words(call));
    }

    static Attempt nextStart(String path, Consumer<Domain.Builder> edit, String... call) {
        return new Attempt(path, Applies.NEXT_START, edit, words(call));
    }

    static Attempt recreate(String path, Consumer<Domain.Builder> edit) {
        return new Attempt(path, Applies.RECREATE, edit, List.of());
    }

    private static List<String> words(String... call) {
        return Stream.of(call).flatMap(c -> Stream.of(c.split(" "))).toList();
    }

    static Consumer<Domain.Builder> devices(Consumer<Devices.Builder> edit) {
        return domain -> domain.devices(edit);
    }

    /** Whether a change is what this is about. */
    boolean isAbout(Change change) {
        String plain = change.path().replaceAll("\\[[^\\]]*]", "");
        boolean whole = change.before().orElse(change.after().orElse("")).startsWith("<");
        int last = plain.lastIndexOf('/') + 1;
        String named = whole ? plain.substring(0, last) + "+" + plain.substring(last) : plain;
        return named.equals(path) || named.startsWith(path + "/") || named.startsWith(path + "@");
    }
}
