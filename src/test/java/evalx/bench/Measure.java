package evalx.bench;

import java.util.List;

/** Takes a figure or some that belong together. */
interface Measure {
  List<Figure> run();
}
