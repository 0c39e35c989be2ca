package io.bactrian.deploy;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

import org.objectweb.asm.Attribute;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Makes the jars of the image smaller: leaves the tables of local variables, which only debuggers read, out of their classes. Line
 * numbers and names of parameters stay. {@code docker/image.xml} runs it. Signed jars stay as they are.
 */
final class JarStripper {
    private JarStripper() {
    }

    /** @param args a folder; every jar in it is rewritten in place */
    public static void main(String[] args) throws IOException {
        try (var jars = Files.newDirectoryStream(Path.of(args[0]), "*.jar")) {
            for (var jar : jars) {
                strip(jar);
            }
        }
    }

    static void strip(Path jar) throws IOException {
        var stripped = Path.of(jar + ".stripped");
        try (var in = new ZipFile(jar.toFile())) {
            if (in.stream().anyMatch(entry -> entry.getName().matches("META-INF/.*\\.SF"))) {
                return;
            }
            try (var out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(stripped)))) {
                out.setLevel(Deflater.BEST_COMPRESSION);
                for (var entry : Collections.list(in.entries())) {
                    var copy = new ZipEntry(entry.getName());
                    copy.setTime(entry.getTime());
                    out.putNextEntry(copy);
                    out.write(content(entry.getName(), in.getInputStream(entry).readAllBytes()));
                    out.closeEntry();
                }
            }
        }
        Files.move(stripped, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] content(String name, byte[] bytes) {
        return name.endsWith(".class") && !name.endsWith("module-info.class") ? withoutLocalVariables(bytes) : bytes;
    }

    private static byte[] withoutLocalVariables(byte[] type) {
        var writer = new ClassWriter(0);
        var visitor = new Copy(writer);
        new ClassReader(type).accept(visitor, 0);
        return visitor.understood ? writer.toByteArray() : type;
    }

    /** An attribute that the library does not know may point into the constants, which are in other places in a copy. */
    private static final class Copy extends ClassVisitor {
        private boolean understood = true;

        Copy(ClassWriter writer) {
            super(Opcodes.ASM9, writer);
        }

        @Override
        public void visitAttribute(Attribute attribute) {
            understood = false;
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
                @Override
                public void visitAttribute(Attribute attribute) {
                    understood = false;
                }

                @Override
                public void visitLocalVariable(String variable, String type, String generic, Label from, Label to, int index) {
                    // left out
                }
            };
        }
    }
}
