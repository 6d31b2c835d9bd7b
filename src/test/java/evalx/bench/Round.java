package evalx.bench;

import java.util.OptionalDouble;

/**
 * What one round measured.
 *
 * @param value of EvalX
 * @param bare of the same work with no EvalX, where there is such work
 */
record Round(double value, OptionalDouble bare) {
  static Round of(double value, double bare) {
    return new Round(value, OptionalDouble.of(bare));
  }

  static Round of(double value) {
    return new Round(value, OptionalDouble.empty());
  }

  OptionalDouble ratio() {
    return bare.isPresent()
        ? OptionalDouble.of(value / bare.getAsDouble())
        : OptionalDouble.empty();
  }
}
