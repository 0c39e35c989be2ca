package io.bactrian.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class JarStripperTest {
    private static final String TYPE = Sample.class.getName().replace('.', '/') + ".class";
    private static final String RESOURCE = "a/file.txt";

    /** What is stripped here. */
    public static class Sample {
        public static int divided(int dividend, int divisor) {
            int quotient = dividend / divisor;
            return quotient;
        }
    }

    @TempDir
    private Path folder;

    private Path jar(String... more) throws IOException {
        var jar = folder.resolve("sample.jar");
        try (var out = new ZipOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry(TYPE));
            out.write(original());
            out.putNextEntry(new ZipEntry(RESOURCE));
            out.write("as it is".getBytes(StandardCharsets.UTF_8));
            for (var name : more) {
                out.putNextEntry(new ZipEntry(name));
            }
        }
        return jar;
    }

    private static byte[] original() throws IOException {
        try (InputStream in = Sample.class.getResourceAsStream("/" + TYPE)) {
            return in.readAllBytes();
        }
    }

    private static byte[] read(Path jar, String name) throws IOException {
        try (var zip = new ZipFile(jar.toFile())) {
            return zip.getInputStream(zip.getEntry(name)).readAllBytes();
        }
    }

    private static int localVariables(byte[] type) {
        int[] count = {0};
        new ClassReader(type).accept(new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
                    String[] exceptions) {
                return new MethodVisitor(Opcodes.ASM9) {
                    @Override
                    public void visitLocalVariable(String local, String of, String generic, Label from, Label to, int index) {
                        count[0]++;
                    }
                };
            }
        }, 0);
        return count[0];
    }

    @Test
    void classesLoseTheirLocalVariablesAndFilesStayAsTheyAre() throws IOException {
        var jar = jar();
        assertThat(localVariables(original())).isPositive();
        JarStripper.main(new String[]{folder.toString()});
        assertThat(localVariables(read(jar, TYPE))).isZero();
        assertThat(read(jar, RESOURCE)).asString().isEqualTo("as it is");
        assertThat(folder).isDirectoryNotContaining("glob:**.stripped");
    }

    @Test
    void theClassRunsAndItsErrorsHaveLineNumbersAndItsParametersNames() throws Exception {
        JarStripper.strip(jar());
        try (var loader = new URLClassLoader(new URL[]{folder.resolve("sample.jar").toUri().toURL()}, null)) {
            var method = loader.loadClass(Sample.class.getName()).getMethod("divided", int.class, int.class);
            assertThat(method.invoke(null, 6, 3)).isEqualTo(2);
            assertThat(method.getParameters()[1].getName()).isEqualTo("divisor");
            assertThat(lineOfTheError(() -> method.invoke(null, 1, 0))).isPositive();
        }
    }

    private interface Call {
        Object run() throws Exception;
    }

    private static int lineOfTheError(Call call) throws Exception {
        try {
            call.run();
        } catch (InvocationTargetException e) {
            return e.getCause().getStackTrace()[0].getLineNumber();
        }
        throw new AssertionError("no error");
    }

    @Test
    void aSignedJarStaysAsItIs() throws IOException {
        var jar = jar("META-INF/SIGNER.SF");
        var before = Files.readAllBytes(jar);
        JarStripper.strip(jar);
        assertThat(jar).hasBinaryContent(before);
    }
}
