package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.RealData;
import picocli.CommandLine;

/** Guards the way of a new user to the data: every answer says what to do next. */
class DataCommandTest {
  @TempDir Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void listSaysWhatIsHereAndHowToGetTheRest() throws IOException {
    Files.createDirectories(home.resolve("sms"));
    assertEquals(0, run("list"));
    said("here: " + home.resolve("sms"));
    said("CC BY 4.0");
    said("`lethe data fetch newsgroups` gets it");
    said("https://www.kaggle.com/c/jigsaw-toxic-comment-classification-challenge/data");
  }

  @Test
  void fetchingWhatNeedsAnAccountSaysHow() {
    assertEquals(2, run("fetch", "jigsaw"));
    refused("it needs an account: log in at https://www.kaggle.com/");
    refused("train.csv.zip, test.csv.zip and test_labels.csv.zip");
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearest() {
    assertEquals(2, run("fetch", "sms-spm"));
    refused("did you mean sms-spam?");
  }

  @Test
  void aGivenHomeIsNotWrittenTo() throws IOException, InterruptedException {
    LetheProcess.Ended ended =
        LetheProcess.in(home).with("LETHE_DATA", home.toString()).run("data", "fetch", "sms-spam");
    assertEquals(2, ended.exitCode());
    assertTrue(ended.err().contains("which is only read; give --home FOLDER"), ended.err());
    try (var files = Files.list(home)) {
      assertTrue(files.noneMatch(file -> file.getFileName().toString().startsWith("sms")));
    }
  }

  @Test
  void verifyTellsOfEachSetAndEndsWith2IfOneIsBad() throws IOException {
    Files.createDirectories(home.resolve("sms"));
    Files.writeString(home.resolve("sms/SMSSpamCollection"), "ham\tchanged\n");
    Files.createDirectories(home.resolve("jigsaw"));
    Files.writeString(home.resolve("jigsaw/train.csv"), "id,comment_text,toxic\na,text,0\n");
    assertEquals(2, run("verify"));
    said("sms-spam: BAD: ");
    said("jigsaw: train.csv: 1 comments, a part of the 159571 that were published");
    refused("1 of 2 data sets cannot be used");
  }

  @Test
  void verifyOfNothingSaysWhereItLooked() {
    assertEquals(2, run("verify"));
    refused("no data set is in " + home);
    assertEquals(2, run("verify", "sms-spam"));
    said("sms-spam: BAD: sms-spam: no folder sms-spam in " + home);
  }

  @Test
  void theRealSetsVerify() {
    RealData.folder("sms");
    RealData.folder("newsgroups");
    RealData.folder("jigsaw");
    assertEquals(0, execute("data", "verify"), err::toString);
    said("sms-spam: 5574 messages; sha256 of SMSSpamCollection as published");
    said("newsgroups: 11314 posts for training, 7532 for testing, as published");
  }

  private int run(String command, String... arguments) {
    String[] all = new String[arguments.length + 4];
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    all[0] = "data";
    all[1] = command;
    all[all.length - 2] = "--home";
    all[all.length - 1] = home.toString();
    return execute(all);
  }

  private int execute(String... arguments) {
    CommandLine line = Lethe.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private void said(String expected) {
    assertTrue(out.toString().contains(expected), out.toString());
  }

  private void refused(String expected) {
    assertTrue(err.toString().contains(expected), err.toString());
  }
}
