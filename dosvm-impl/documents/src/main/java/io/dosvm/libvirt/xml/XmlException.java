package io.dosvm.libvirt.xml;

import java.util.OptionalInt;

/**
 * A document that cannot be read, or a value in it that is not of its type.
 *
 * @since 0.1
 */
public final class XmlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String problem;
    private final int line;
    private final int column;

    private XmlException(String message, String problem, int line, int column) {
        super(message);
        this.problem = problem;
        this.line = line;
        this.column = column;
    }

    /** A problem of the text, at a place counted from 1. */
    static XmlException at(int line, int column, String problem) {
        return new XmlException("line " + line + ", column " + column + ": " + problem, problem, line, column);
    }

    /** A problem of a value: its place in the text is no longer known, its path is. */
    static XmlException value(String field, String value, String expected) {
        String shown = value.length() > 80 ? value.substring(0, 80) + "…" : value;
        String problem = field + ": '" + shown + "' is not " + expected;
        return new XmlException(problem, problem, 0, 0);
    }

    /** A problem of the whole. */
    static XmlException of(String problem) {
        return new XmlException(problem, problem, 0, 0);
    }

    /** The same problem some lines further up: of a text that was wrapped. */
    XmlException movedUp(int lines) {
        return at(Math.max(1, line - lines), column, problem);
    }

    /** What is wrong, without the place. */
    public String problem() {
        return problem;
    }

    /** The line, counted from 1, if the problem has a place in the text. */
    public OptionalInt line() {
        return line > 0 ? OptionalInt.of(line) : OptionalInt.empty();
    }

    /** The column, counted from 1, if the problem has a place in the text. */
    public OptionalInt column() {
        return line > 0 ? OptionalInt.of(column) : OptionalInt.empty();
    }
}
