import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Parquet files by an independent hand, DuckDB: makes what {@code ParquetTableTest} reads, and
 * tells what it reads in a file of ours. With the jar of org.duckdb:duckdb_jdbc (2.0.0.1 made the
 * files that are committed):
 *
 * <pre>
 * java -cp duckdb_jdbc.jar benchmarks/peers/DuckDbTables.java make src/test/resources/org/lethe/columnar
 * java -cp duckdb_jdbc.jar benchmarks/peers/DuckDbTables.java query "select … from 'file.parquet'"
 * </pre>
 */
public final class DuckDbTables {
  private static final String SOUND =
      """
      select 'sample-' || i as id, i::bigint as n, (18446744073709551615 - i)::ubigint as big,
        i % 2 = 0 as even, ['spam', 'ham'][1 + i % 2] as label, 'grüße ' || i as body,
        i + 0.5::double as x1, i + 0.25::float as x2, (-(i % 100))::tinyint as x3,
        [i, i * 10, i / 4]::float[] as list, [i, i * 10, i / 4]::double[3] as "array",
        timestamp '2026-11-21 10:00:00' as "when", (i / 10)::decimal(9, 2) as price,
        {'a': i, 'b': 2} as pair, [[i, 1], [2]]::float[][] as deep
      from range(1, 6) as numbers(i)
      """;

  /** More than one group of rows. */
  private static final String GROUPS =
      """
      select i::integer as n, ['spam', 'ham'][1 + i % 2] as label, [i % 7, i % 11]::float[] as list
      from range(1, 5001) as numbers(i)
      """;

  private static final String FAULTY =
      """
      select * from (values
        (1, 'a', 'x', 1.0::double, 1.0::double, 1.0::double, [1, 2]::float[], [1, 2]::float[],
          [1, 2]::float[], [1, 2]::float[], [1, 2]::float[]),
        (2, null, 'y', null, 'nan'::double, 1e39::double, [1]::float[], null, [1, null]::float[],
          []::float[], [1, 'inf'::float]),
        (3, 'c', 'x', 3.0, 3.0, 3.0, [1, 2, 3]::float[], [1, 2]::float[], [1, 2]::float[],
          [1, 2]::float[], [1, 2]::float[])
      ) as t(n, hole, twice, missing, nan, huge, ragged, nulllist, hollow, hollowed, infinite)
      """;

  public static void main(String[] arguments) throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      if (arguments[0].equals("make")) {
        for (String how : List.of("snappy", "gzip", "zstd", "lz4_raw", "uncompressed", "brotli")) {
          statement.execute(
              "copy ("
                  + SOUND
                  + ") to '"
                  + arguments[1]
                  + "/"
                  + how
                  + ".parquet' (format parquet, compression "
                  + how
                  + ")");
        }
        statement.execute(
            "copy ("
                + SOUND
                + ") to '"
                + arguments[1]
                + "/version2.parquet' (format parquet, parquet_version v2)");
        statement.execute(
            "copy ("
                + GROUPS
                + ") to '"
                + arguments[1]
                + "/batches.parquet' (format parquet, row_group_size 2048, compression zstd)");
        statement.execute(
            "copy (" + FAULTY + ") to '" + arguments[1] + "/faulty.parquet' (format parquet)");
        return;
      }
      try (ResultSet rows = statement.executeQuery(arguments[1])) {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
          StringBuilder line = new StringBuilder();
          for (int c = 1; c <= columns; c++) {
            line.append(c == 1 ? "" : "\t").append(rows.getObject(c));
          }
          System.out.println(line);
        }
      }
    }
  }
}
