package org.lethe.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.split.FileSplit;
import org.datavec.api.split.InputStreamInputSplit;
import org.datavec.api.writable.Writable;
import org.junit.jupiter.api.Test;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;

/** Guards against a reader that only looks like one of DataVec's: it is used here as they are. */
class CsvRecordReaderTest {

  @Test
  void readsQuotedLineFeedsFromASplit() throws IOException, InterruptedException {
    try (RecordReader reader = reader("a,b\n1,\"two\nlines\"\n2,\"say \"\"hi\"\"\"\n")) {
      assertTrue(reader.hasNext());
      assertEquals(List.of("1", "two\nlines"), texts(reader.next()));
      assertEquals(List.of("2", "say \"hi\""), texts(reader.nextRecord().getRecord()));
      assertFalse(reader.hasNext());
    }
  }

  @Test
  void namesTheAddressOfTheSplit() throws IOException, InterruptedException {
    try (RecordReader reader = reader("a,b\n1\n")) {
      String message = Refused.message(BadInput.class, reader::next);
      assertTrue(message.startsWith("mem:table, row 1 (line 2): 1 field "), message);
    }
  }

  @Test
  void readsOnceAndSaysSo() throws IOException, InterruptedException {
    try (RecordReader reader = reader("a,b\n1,2\n")) {
      assertFalse(reader.resetSupported());
      assertThrows(UnsupportedOperationException.class, reader::reset);
      assertThrows(
          IllegalArgumentException.class, () -> reader.initialize(new FileSplit(new File("x"))));
    }
  }

  private static RecordReader reader(String table) throws IOException, InterruptedException {
    RecordReader reader = new CsvRecordReader(CsvRows.Form.COMMAS);
    reader.initialize(
        new InputStreamInputSplit(
            new ByteArrayInputStream(table.getBytes(StandardCharsets.UTF_8)),
            URI.create("mem:table")));
    return reader;
  }

  private static List<String> texts(List<Writable> fields) {
    return fields.stream().map(Writable::toString).toList();
  }
}
