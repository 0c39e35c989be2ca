package io.bactrian.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Certificates made with openssl: an authority, a server's for 127.0.0.1 and a client's. */
final class Certificates {
    private final Path dir;

    Certificates(Path dir) throws Exception {
        this.dir = dir;
        run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=authority", "-days", "2", "-keyout", "ca.key",
                "-out",
                "ca.pem");
        signed("server", "subjectAltName=IP:127.0.0.1");
        signed("client", "subjectAltName=DNS:client");
    }

    private void signed(String name, String alternative) throws Exception {
        run("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + name, "-keyout", name + ".key", "-out", name + ".csr");
        Files.writeString(dir.resolve(name + ".ext"), alternative + "\n");
        run("x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
                "-extfile",
                name + ".ext", "-out", name + ".pem");
    }

    Path file(String name) {
        return dir.resolve(name);
    }

    private void run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).directory(dir.toFile()).redirectErrorStream(true)
                .redirectOutput(dir.resolve("openssl.log").toFile()).start();
        if (!process.waitFor(3, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IllegalStateException(command + ": " + Files.readString(dir.resolve("openssl.log")));
        }
    }
}
