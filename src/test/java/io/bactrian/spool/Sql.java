package io.bactrian.spool;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Looks at a spool's file from outside. */
public final class Sql {
    private Sql() {
    }

    public static long number(Path file, String query) {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getLong(1) : 0;
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    public static void run(Path file, String command) {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout=5000");
            statement.execute(command);
        } catch (SQLException e) {
            throw new IllegalStateException(command, e);
        }
    }
}
