package io.dosvm.libvirt.xml.install;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * {@code --cloud-init}: what a guest's cloud-init is to do when it starts for the first time. Say either the whole user
 * data, or passwords and keys of which they are made.
 *
 * @since 0.1
 */
public final class CloudInit {
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final int GENERATED = 16;

    private @Nullable String userData;
    private String metaData = "";
    private String networkConfig = "";
    private String rootPassword = "";
    private boolean expires;
    private String rootSshKey = "";
    private String userSshKey = "";
    private boolean disable;

    CloudInit() {}

    /** {@code user-data}: the whole, beginning with {@code #cloud-config} or what else cloud-init understands. */
    public CloudInit userData(String text) {
        userData = text;
        return this;
    }

    /** {@code meta-data}. */
    public CloudInit metaData(String text) {
        metaData = text;
        return this;
    }

    /** {@code network-config}. */
    public CloudInit networkConfig(String text) {
        networkConfig = text;
        return this;
    }

    /**
     * {@code root-password-file}: a password that stays.
     *
     * @throws IllegalArgumentException if it is not one line
     */
    public CloudInit rootPassword(String password) {
        rootPassword = line(password);
        expires = false;
        return this;
    }

    /**
     * {@code root-password-generate}: a password made here, which root must change when first used.
     *
     * @param chance one that nobody can foresee, such as a {@link java.security.SecureRandom}
     */
    public CloudInit generateRootPassword(RandomGenerator chance) {
        StringBuilder password = new StringBuilder();
        chance.ints(GENERATED, 0, LETTERS.length()).forEach(i -> password.append(LETTERS.charAt(i)));
        rootPassword = password.toString();
        expires = true;
        return this;
    }

    /**
     * {@code root-ssh-key}: a public key, as it stands in its file.
     *
     * @throws IllegalArgumentException if it is not one line
     */
    public CloudInit rootSshKey(String key) {
        rootSshKey = line(key.strip());
        return this;
    }

    /**
     * {@code clouduser-ssh-key}: a public key for the user whom the image names.
     *
     * @throws IllegalArgumentException if it is not one line
     */
    public CloudInit userSshKey(String key) {
        userSshKey = line(key.strip());
        return this;
    }

    /** {@code disable}: cloud-init does not run again. */
    public CloudInit disable() {
        disable = true;
        return this;
    }

    /** The password that was made, to be told to whom it concerns. */
    Optional<String> generatedPassword() {
        return expires ? Optional.of(rootPassword) : Optional.empty();
    }

    /** The files of the seed by name, in order. */
    Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("meta-data", metaData);
        files.put("user-data", userData == null ? made() : userData);
        if (!networkConfig.isEmpty()) {
            files.put("network-config", networkConfig);
        }
        return files;
    }

    /** A text that does not end its line of YAML, where other commands could follow. */
    private static String line(String text) {
        if (text.chars().anyMatch(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029')) {
            throw new IllegalArgumentException(
                    "--cloud-init: a password or key is one line, without control characters");
        }
        return text;
    }

    private static String quoted(String text) {
        return text.matches("[\\w][\\w @.+/=-]*") ? text : "'" + text.replace("'", "''") + "'";
    }

    private String made() {
        StringBuilder text = new StringBuilder("#cloud-config\n");
        if (!rootPassword.isEmpty()) {
            text.append("chpasswd:\n  list: |\n    root:").append(rootPassword);
            text.append("\n  expire: ").append(expires ? "True" : "False").append('\n');
        }
        if (!rootSshKey.isEmpty() || !userSshKey.isEmpty()) {
            text.append("users:\n");
            if (!rootSshKey.isEmpty()) {
                text.append("  - name: root\n    ssh-authorized-keys:\n      - ")
                        .append(quoted(rootSshKey))
                        .append('\n');
            }
            if (!userSshKey.isEmpty()) {
                text.append("  - ssh-authorized-keys: ")
                        .append(quoted(userSshKey))
                        .append('\n');
            }
        }
        if (disable) {
            text.append("runcmd:\n- touch /etc/cloud/cloud-init.disabled\n");
        }
        return text.toString();
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "CloudInit" + files().keySet();
    }
}
