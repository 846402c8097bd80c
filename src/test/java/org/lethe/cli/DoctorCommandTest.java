package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.LetheProcess.Ended;

/** Guards the first command of a new user: it must see what is missing and say what to do. */
class DoctorCommandTest {
  @TempDir Path folder;

  @Test
  void aHealthyMachineIsOk() throws IOException, InterruptedException {
    Ended ended = LetheProcess.in(folder).with("LETHE_DATA", folder.toString()).run("doctor");
    assertEquals(0, ended.exitCode(), ended.err());
    assertTrue(ended.out().contains("ok       data home " + folder), ended.out());
    assertFalse(ended.out().contains("problem"), ended.out());
  }

  @Test
  void aDataSetThatIsNotThereIsNotedWithTheWayToGetIt() throws IOException, InterruptedException {
    Files.createDirectory(folder.resolve("newsgroups"));
    Ended ended = LetheProcess.in(folder).with("LETHE_DATA", folder.toString()).run("doctor");
    assertEquals(0, ended.exitCode(), ended.err());
    assertTrue(
        ended
            .out()
            .contains("note     data sms-spam is not there: `lethe data fetch sms-spam` gets it"),
        ended.out());
    assertTrue(
        ended.out().contains("ok       data newsgroups in " + folder.resolve("newsgroups")),
        ended.out());
  }

  @Test
  void aDataHomeThatIsNotThereIsAProblem() throws IOException, InterruptedException {
    Path absent = folder.resolve("absent");
    Ended ended = LetheProcess.in(folder).with("LETHE_DATA", absent.toString()).run("doctor");
    assertEquals(2, ended.exitCode(), ended.err());
    assertTrue(
        ended
            .out()
            .contains(
                "problem  data home "
                    + absent
                    + " is no folder; set LETHE_DATA to where the data"
                    + " lie"),
        ended.out());
  }

  @Test
  void aLogFolderThatCannotBeMadeIsAProblem() throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    Ended ended = LetheProcess.in(folder).with("LETHE_HOME", file.toString()).run("doctor");
    assertEquals(2, ended.exitCode(), ended.err());
    assertTrue(
        ended.out().contains("problem  log folder " + file.resolve("logs") + " cannot be made"),
        ended.out());
  }
}
