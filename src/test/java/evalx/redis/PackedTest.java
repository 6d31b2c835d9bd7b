package evalx.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedTest {
  private final Random random = new Random(1);

  private byte[] text(int length) {
    var text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = (byte) ('a' + random.nextInt(4));
    }
    return text;
  }

  @Test
  void packedBytesAreUnpackedUnchanged() throws IOException {
    for (int i = 0; i < 300; i++) {
      var plain = text(random.nextInt(20_000));

      var packed = Packed.pack(plain);

      assertThat(Packed.isCompressed(packed)).isEqualTo(plain.length >= 1024);
      assertThat(packed.length).isLessThanOrEqualTo(plain.length);
      assertThat(Packed.plainLength(packed)).isEqualTo(plain.length);
      assertThat(Packed.unpack(packed, plain.length)).isEqualTo(plain);
      assertThat(Packed.open(packed).readAllBytes()).isEqualTo(plain);
    }
  }

  @Test
  void nothingIsUnpackedBeyondItsBound() {
    var bomb = Packed.pack(new byte[50 << 20]);

    assertThatThrownBy(() -> Packed.unpack(bomb, 1 << 20)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Packed.unpack(new byte[100], 99)).isInstanceOf(IOException.class);
  }
}
