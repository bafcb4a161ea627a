package io.dosvm.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What ArchUnit does not tell of a class: monitors, and the texts it holds. */
final class Bytecode {
    private static final Set<String> SHELLS = Set.of("sh", "bash", "/bin/sh", "/bin/bash", "dash");

    private final Set<String> texts = new HashSet<>();
    private boolean monitor;
    private boolean runsPrograms;
    private boolean execs;

    private Bytecode() {}

    static Bytecode of(JavaClass type) {
        Bytecode seen = new Bytecode();
        var source = type.getSource().orElseThrow(() -> new AssertionError("no class file of " + type.getName()));
        try (InputStream in = source.getUri().toURL().openStream()) {
            new ClassReader(in).accept(seen.new Methods(), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return seen;
    }

    boolean usesNoMonitor() {
        return !monitor;
    }

    /** A script run with an argument vector is a program like any other; a command line is not. */
    boolean runsNoShell() {
        boolean commandLine = texts.contains("-c") && texts.stream().anyMatch(SHELLS::contains);
        return !execs && !(runsPrograms && commandLine);
    }

    private final class Methods extends ClassVisitor {
        Methods() {
            super(Opcodes.ASM9);
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] thrown) {
            monitor |= (access & Opcodes.ACC_SYNCHRONIZED) != 0;
            return new Instructions();
        }
    }

    private final class Instructions extends MethodVisitor {
        Instructions() {
            super(Opcodes.ASM9);
        }

        @Override
        public void visitInsn(int code) {
            monitor |= code == Opcodes.MONITORENTER;
        }

        @Override
        public void visitLdcInsn(Object value) {
            if (value instanceof String text) {
                texts.add(text);
            }
        }

        @Override
        public void visitMethodInsn(int code, String owner, String name, String type, boolean isInterface) {
            call(owner, name, type);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String type, Handle bootstrap, Object... arguments) {
            for (Object argument : arguments) {
                if (argument instanceof Handle handle) {
                    call(handle.getOwner(), handle.getName(), handle.getDesc());
                }
            }
        }

        private void call(String owner, String name, String type) {
            runsPrograms |= owner.equals("java/lang/ProcessBuilder");
            execs |= owner.equals("java/lang/Runtime") && name.equals("exec");
            boolean waits = name.equals("wait") && type.startsWith("(");
            monitor |= owner.equals("java/lang/Object") && (waits || name.startsWith("notify"));
        }
    }
}
