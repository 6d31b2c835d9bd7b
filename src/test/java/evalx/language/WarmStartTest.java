package evalx.language;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import evalx.submission.SourceFile;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WarmStartTest {
  private static final Languages ALL = new Languages();

  private static Optional<List<String>> modules(String language, String code) {
    var setup = ALL.find(language).orElseThrow().setup();
    return setup.warm().modulesFor(new SourceFile("main.py", code.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import numpy",
        "import numpy as np",
        "import sys, numpy as np",
        "from numpy import *",
        "from numpy.linalg import norm",
        "print(1)\n  import numpy",
        "\timport math,numpy",
      })
  void aProgramThatImportsAModuleStartsWithIt(String code) {
    assertThat(modules("python", code)).contains(List.of("numpy"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "print('x')",
        "# import numpy",
        "x = 'numpy'",
        "import sys # not numpy",
        "import numpyx",
        "important numpy",
        "import sys\nprint(numpy)",
      })
  void anyOtherStartsWithNone(String code) {
    assertThat(modules("python", code)).contains(List.of());
  }

  @ParameterizedTest
  @CsvSource({"import numpy; import pandas", "from pandas import DataFrame", "import pandas as pd"})
  void theFirstThatFitsCounts(String code) {
    assertThat(modules("python", code)).contains(List.of("numpy", "pandas"));
  }

  @Test
  void languagesWithoutWarmStartsStartAsBefore() {
    assertThat(modules("javascript", "import numpy")).isEmpty();
  }
}
