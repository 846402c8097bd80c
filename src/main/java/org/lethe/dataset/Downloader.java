package org.lethe.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.lethe.settings.BadInput;

/**
 * Fetches a published file: into the folder {@code FILE.part} first, where a later call goes on if
 * anything arrived, then its checksum and whatever else the caller demands, and only then under its
 * name. So a file that has its name is whole.
 */
public final class Downloader {

  /** Hears how far a download has come. */
  @FunctionalInterface
  public interface Progress {
    /**
     * @param received bytes so far, those of earlier calls included
     * @param total bytes in all; 0 if the server does not say
     */
    void at(long received, long total);
  }

  /** A last look at what was downloaded, under its name but in a folder of its own. */
  @FunctionalInterface
  public interface Acceptance {
    /**
     * @throws BadInput if the file is not what it must be
     */
    void accept(Path folder);
  }

  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final Duration stall;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  /** Gives up when nothing arrives for a minute. */
  public Downloader() {
    this(Duration.ofMinutes(1));
  }

  Downloader(Duration stall) {
    this.stall = stall;
  }

  /**
   * Downloads unless the file is there already.
   *
   * @param folder made if it is missing
   * @return the file
   * @throws BadInput if it cannot be had, or is not what it must be
   */
  public Path fetch(
      PublishedSet.Download download, Path folder, Progress progress, Acceptance acceptance) {
    Path file = folder.resolve(download.file());
    if (Files.exists(file)) {
      return file;
    }
    // In a folder of its own, so that the last look finds it under its name and nothing else.
    Path aside = folder.resolve(download.file() + ".part");
    Path waiting = aside.resolve(download.file());
    try {
      Files.createDirectories(aside);
      try {
        receive(download.address(), waiting, progress, /* again= */ false);
        verify(download, aside, waiting, acceptance);
        moveInto(waiting, file);
      } finally {
        if (!Files.exists(waiting) || Files.size(waiting) == 0) { // nothing to go on from
          Files.deleteIfExists(waiting);
          Files.deleteIfExists(aside);
        }
      }
      return file;
    } catch (IOException e) {
      throw new BadInput(download.address() + " cannot be kept as " + file + ": " + reason(e), e);
    }
  }

  private static void verify(
      PublishedSet.Download download, Path aside, Path waiting, Acceptance acceptance)
      throws IOException {
    try {
      if (download.sha256().isPresent()) {
        Checksums.demand(
            download.address().toString(),
            download.sha256().get(),
            Checksums.sha256(waiting),
            "what was received is deleted");
      }
      acceptance.accept(aside);
    } catch (BadInput e) {
      Files.delete(waiting);
      throw e;
    }
  }

  private static void moveInto(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("the file system cannot rename " + from, e);
    }
  }

  private void receive(URI address, Path part, Progress progress, boolean again)
      throws IOException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(CONNECT.plus(stall));
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    AtomicLong received = new AtomicLong();
    AtomicLong total = new AtomicLong();
    try (FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      CompletableFuture<HttpResponse<Void>> answer =
          client.sendAsync(
              request.build(),
              head -> {
                boolean resumed = head.statusCode() == PARTIAL && startsAt(head, have);
                if (head.statusCode() != OK && !resumed) {
                  return HttpResponse.BodySubscribers.discarding();
                }
                long start = resumed ? have : 0;
                received.set(start);
                head.headers()
                    .firstValueAsLong("Content-Length")
                    .ifPresent(length -> total.set(start + length));
                position(channel, start);
                return HttpResponse.BodySubscribers.ofByteArrayConsumer(
                    chunk -> chunk.ifPresent(bytes -> append(channel, bytes, received)));
              });
      HttpResponse<Void> response = await(address, answer, received, total, progress);
      int status = response.statusCode();
      if (have > 0
          && !again
          && (status == RANGE_NOT_SATISFIABLE || (status == PARTIAL && received.get() == 0))) {
        // What we have is no beginning of what there is now.
        channel.truncate(0);
        receive(address, part, progress, /* again= */ true);
      } else if (status != OK && status != PARTIAL) {
        throw new BadInput(address + " answers with HTTP status " + status);
      }
    }
  }

  /** Whether the answer to a range goes on where we stopped. */
  private static boolean startsAt(HttpResponse.ResponseInfo head, long have) {
    return head.headers()
        .firstValue("Content-Range")
        .filter(range -> range.startsWith("bytes " + have + "-"))
        .isPresent();
  }

  private HttpResponse<Void> await(
      URI address,
      CompletableFuture<HttpResponse<Void>> answer,
      AtomicLong received,
      AtomicLong total,
      Progress progress) {
    long before = -1;
    long lastChange = System.nanoTime();
    while (true) {
      try {
        HttpResponse<Void> response = answer.get(100, TimeUnit.MILLISECONDS);
        progress.at(received.get(), total.get());
        return response;
      } catch (TimeoutException e) {
        long now = received.get();
        if (now != before) {
          before = now;
          lastChange = System.nanoTime();
          progress.at(now, total.get());
        } else if (System.nanoTime() - lastChange > stall.toNanos()) {
          answer.cancel(true);
          throw broken(address, received, "nothing arrived for " + stall.toSeconds() + " s", e);
        }
      } catch (ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        throw broken(address, received, reason(cause), cause);
      } catch (InterruptedException e) {
        answer.cancel(true);
        Thread.currentThread().interrupt();
        throw broken(address, received, "interrupted", e);
      }
    }
  }

  private static BadInput broken(URI address, AtomicLong received, String reason, Throwable cause) {
    return new BadInput(
        address
            + (received.get() == 0
                ? " cannot be reached: " + reason
                : " broke off after "
                    + received.get()
                    + " bytes ("
                    + reason
                    + "); the same command"
                    + " goes on from there"),
        cause);
  }

  private static String reason(Throwable cause) {
    if (cause instanceof ConnectException) {
      return "no connection; is this machine offline?"; // its own message is empty
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private static void position(FileChannel channel, long start) {
    try {
      channel.truncate(start).position(start);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void append(FileChannel channel, byte[] bytes, AtomicLong received) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        received.addAndGet(channel.write(buffer));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
