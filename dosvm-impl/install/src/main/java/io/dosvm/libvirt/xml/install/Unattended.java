package io.dosvm.libvirt.xml.install;

/**
 * {@code --unattended}: an installation that asks nothing. The answers are written by the scripts that libosinfo's
 * database has for the operating system. virt-install gives a Windows drivers as well, which it downloads; this library
 * does not, and gives it devices that it knows by itself.
 *
 * @since 0.1
 */
public final class Unattended {
    String profile = "";
    String adminPassword = "";
    String userLogin = "";
    String userPassword = "";
    String productKey = "";
    String registrationLogin = "";

    Unattended() {}

    /** {@code profile}: jeos or desktop; without, desktop if there is one. */
    public Unattended profile(String name) {
        profile = name;
        return this;
    }

    /** {@code admin-password-file}: the administrator's password itself. */
    public Unattended adminPassword(String password) {
        adminPassword = password;
        return this;
    }

    /**
     * {@code user-login}: a first user. virt-install takes whoever runs it if nobody is named; this library does not.
     *
     * @throws IllegalArgumentException for root
     */
    public Unattended userLogin(String login) {
        if (login.equals("root")) {
            throw new IllegalArgumentException("root cannot be the first user");
        }
        userLogin = login;
        return this;
    }

    /** {@code user-password-file}: the first user's password itself. */
    public Unattended userPassword(String password) {
        userPassword = password;
        return this;
    }

    /** {@code product-key}. */
    public Unattended productKey(String key) {
        productKey = key;
        return this;
    }

    /** {@code reg-login}: who registers the product. */
    public Unattended registrationLogin(String login) {
        registrationLogin = login;
        return this;
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Unattended[profile=" + profile + ", userLogin=" + userLogin + "]";
    }
}
