package io.dosvm.libvirt.xml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decodes the bytes of a document, strictly. Left to itself the JDK's parser prints malformed bytes to the console and
 * does not say where they are.
 */
final class Encoding {
    private static final Pattern DECLARED =
            Pattern.compile("^<\\?xml[^>]*?encoding\\s*=\\s*[\"']([A-Za-z0-9._-]+)[\"']");

    private Encoding() {}

    static String decode(byte[] bytes) {
        Charset charset = charset(bytes);
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate((int) Math.ceil(bytes.length * (double) decoder.maxCharsPerByte()) + 1);
        CoderResult result = decoder.decode(in, out, true);
        if (!result.isError()) {
            result = decoder.flush(out);
        }
        out.flip();
        if (result.isError()) {
            throw malformed(out, charset);
        }
        return out.toString();
    }

    private static XmlException malformed(CharSequence before, Charset charset) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < before.length(); i++) {
            boolean next = before.charAt(i) == '\n';
            line += next ? 1 : 0;
            column = next ? 1 : column + 1;
        }
        return XmlException.at(line, column, "the bytes here are not " + charset.name());
    }

    private static Charset charset(byte[] b) {
        int first = b.length > 0 ? b[0] & 0xff : 0;
        int second = b.length > 1 ? b[1] & 0xff : 0;
        if (first == 0xfe && second == 0xff || first == 0 && second == '<') {
            return StandardCharsets.UTF_16BE;
        }
        if (first == 0xff && second == 0xfe || first == '<' && second == 0 && b.length > 1) {
            return StandardCharsets.UTF_16LE;
        }
        String start = new String(b, 0, Math.min(b.length, 256), StandardCharsets.ISO_8859_1);
        Matcher declared = DECLARED.matcher(start);
        if (!declared.find()) {
            return StandardCharsets.UTF_8;
        }
        try {
            Charset charset = Charset.forName(declared.group(1));
            // Bytes that read as ASCII so far cannot be UTF-16, whatever they say.
            return charset.name().startsWith("UTF-16") ? StandardCharsets.UTF_8 : charset;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw XmlException.at(1, 1, "the encoding '" + declared.group(1) + "' is not known");
        }
    }
}
