package io.dosvm.testkit.lab;

/**
 * What a program left behind when it ended.
 *
 * @param code exit code, 0 to 255; 128 + n if signal n ended it
 * @param out its standard output, as UTF-8
 * @param err its standard error, as UTF-8
 * @since 0.1
 */
public record CommandResult(int code, String out, String err) {}
