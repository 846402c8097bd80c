package org.lethe.network.libtorch;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.LayoutOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.lethe.dataset.Content;
import org.lethe.dataset.Crops;

/**
 * Pictures that lie on the device as bytes, one copy for all networks of this process that read
 * them, freed when the last of those is closed. Batches are made there: what crosses for each
 * picture is its number and where its window lies. A batch has the very bits that {@link
 * Crops#read} gives.
 *
 * <p>They are one table with a row of c bytes for each pixel and a last row of zeros, which is what
 * a window sees beyond an edge; so a batch is one selection of rows, and lies channels-last.
 */
final class DevicePictures {
  private static final int PICTURES_AT_ONCE = 1024;
  private static final Map<Place, DevicePictures> SHARED = new HashMap<>();

  /** Equal for the same arrays of pixels. */
  private record Place(Content.Pictures pictures, Natives natives) {}

  private final Place place;
  private final int channels;
  private final int height;
  private final int width;
  private final Tensor table;
  private final Tensor lines;
  private final Tensor columns;
  private final Tensor beyond;
  private final Tensor levels;
  private int users;

  private DevicePictures(Place place) {
    this.place = place;
    Natives natives = place.natives;
    channels = place.pictures.channels();
    height = place.pictures.height();
    width = place.pictures.width();
    lines = Tensors.kept(() -> upTo(height, natives).view(1, height, 1));
    columns = Tensors.kept(() -> upTo(width, natives).view(1, 1, width));
    long area = (long) height * width;
    beyond = Tensors.kept(() -> Tensors.of(new long[] {place.pictures.size() * area}, natives, 1));
    // A tensor: where the divisor is a number, a card may multiply by 1/255 instead.
    levels = Tensors.kept(() -> Tensors.of(new float[] {255}, natives, 1));
    table = Tensors.kept(() -> table(place.pictures)); // last: it alone may find no room
  }

  /**
   * The copy of these pictures, made if there is none; to be released as often.
   *
   * @param hasRoom whether there is room for a copy of so many bytes
   * @return nothing if there is no copy and no room for one
   */
  static Optional<DevicePictures> acquire(
      Content.Pictures pictures, Natives natives, LongPredicate hasRoom) {
    synchronized (SHARED) { // who comes second waits for the copy
      Place place = new Place(pictures, natives);
      DevicePictures there = SHARED.get(place);
      if (there == null) {
        if (!hasRoom.test(pictures.bytes())) {
          return Optional.empty();
        }
        there = new DevicePictures(place);
        SHARED.put(place, there);
      }
      there.users++;
      return Optional.of(there);
    }
  }

  /** Frees the copy if nobody else has it. */
  void release() {
    synchronized (SHARED) {
      users--;
      if (users == 0) {
        SHARED.remove(place);
        table.close();
        lines.close();
        columns.close();
        beyond.close();
        levels.close();
      }
    }
  }

  /** How many copies there are. */
  static int copies() {
    synchronized (SHARED) {
      return SHARED.size();
    }
  }

  private Tensor table(Content.Pictures pictures) {
    int n = pictures.size();
    long area = (long) height * width;
    int size = channels * height * width;
    Tensor all =
        torch.empty(
            new long[] {n * area + 1, channels},
            new ScalarTypeOptional(torch.ScalarType.Byte),
            new LayoutOptional(),
            new DeviceOptional(place.natives.device()),
            new BoolOptional(),
            new MemoryFormatOptional());
    all.narrow(0, n * area, 1).zero_();
    Tensor planes = all.narrow(0, 0, n * area).view(n, height, width, channels).permute(0, 3, 1, 2);
    for (int from = 0; from < n; from += PICTURES_AT_ONCE) {
      int count = Math.min(PICTURES_AT_ONCE, n - from);
      byte[] some = new byte[count * size];
      for (int i = 0; i < count; i++) {
        System.arraycopy(pictures.pixels()[from + i], 0, some, i * size, size);
      }
      int at = from;
      Tensors.scoped(
          () -> {
            Tensor host = Tensor.create(some, false, count, channels, height, width);
            planes.narrow(0, at, count).copy_(host);
          });
    }
    return all;
  }

  private static Tensor upTo(int end, Natives natives) {
    return Tensors.of(LongStream.range(0, end).toArray(), natives, end);
  }

  /**
   * A batch in [0, 1], {@code [n, c, h, w]}.
   *
   * @param crops of these pictures
   */
  Tensor batch(Crops crops) {
    int n = crops.size();
    for (int row : crops.rows()) {
      // here, for after an index that is none a card answers nobody in this process any more
      Objects.checkIndex(row, place.pictures.size());
    }
    Tensor bytes = crops.whole() ? whole(crops) : seen(crops);
    return bytes
        .view(n, height, width, channels)
        .permute(0, 3, 1, 2)
        .to(torch.ScalarType.Float)
        .div(levels);
  }

  private Tensor whole(Crops crops) {
    long[] rows = new long[crops.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = crops.rows()[i];
    }
    long n = place.pictures.size();
    long area = (long) height * width;
    return table
        .narrow(0, 0, n * area)
        .view(n, area * channels)
        .index_select(0, Tensors.of(rows, place.natives, rows.length));
  }

  /** Column j of a window over a picture is column right + j of it, or right + w − 1 − j. */
  private Tensor seen(Crops crops) {
    int n = crops.size();
    long area = (long) height * width;
    long[] drawn = new long[4 * n];
    for (int i = 0; i < n; i++) {
      boolean mirrored = crops.mirrored()[i];
      drawn[i] = crops.rows()[i] * area;
      drawn[n + i] = crops.down()[i];
      drawn[2 * n + i] = (long) crops.right()[i] + (mirrored ? width - 1 : 0);
      drawn[3 * n + i] = mirrored ? -1 : 1;
    }
    Tensor draws = Tensors.of(drawn, place.natives, 4, n, 1, 1);
    Tensor y = lines.add(draws.get(1));
    Tensor x = columns.mul(draws.get(3)).add_(draws.get(2));
    Tensor within = inside(y, height).logical_and(inside(x, width));
    Tensor pixel = y.mul(new Scalar(width)).add_(draws.get(0)).add(x);
    return table.index_select(0, torch.where(within, pixel, beyond).flatten());
  }

  private static Tensor inside(Tensor at, int end) {
    return at.ge(new Scalar(0)).logical_and(at.lt(new Scalar(end)));
  }
}
