package evalx.dialect.judge0;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineFactsTest {
  private static final String PROCESSOR =
      """
      processor\t: %d
      vendor_id\t: GenuineIntel
      cpu family\t: 6
      model\t\t: 61
      model name\t: Intel(R) Core(TM) i5-5200U CPU @ 2.20GHz
      stepping\t: 4
      cpu MHz\t\t: 2508.703
      physical id\t: %d
      siblings\t: 2
      cpu cores\t: 1
      flags\t\t: fpu vme
      bogomips\t: 4389.78

      """;

  @TempDir Path folder;

  private MachineFacts facts() {
    return new MachineFacts(folder, folder);
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  @Test
  void aMachineIsToldAsLscpuAndFreeDo() throws IOException {
    var processors = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      processors.append(PROCESSOR.formatted(i, i / 2));
    }
    write("cpuinfo", processors.toString());
    write("meminfo", "MemTotal:        8073516 kB\nMemFree: 1 kB\nSwapTotal:  524288 kB\n");
    write("online", "0-3\n");

    var json = facts().json();

    assertThat(json.properties())
        .extracting(fact -> fact.getKey() + "=" + fact.getValue().textValue())
        .contains(
            "Byte Order=Little Endian",
            "CPU(s)=4",
            "On-line CPU(s) list=0-3",
            "Thread(s) per core=2",
            "Core(s) per socket=1",
            "Socket(s)=2",
            "Vendor ID=GenuineIntel",
            "CPU family=6",
            "Model=61",
            "Model name=Intel(R) Core(TM) i5-5200U CPU @ 2.20GHz",
            "Stepping=4",
            "CPU MHz=2508.703",
            "BogoMIPS=4389.78",
            "Flags=fpu vme",
            "Mem=7.7Gi",
            "Swap=512Mi");
    assertThat(json.get("Architecture").asText()).isIn("x86_64", "aarch64");
  }

  @Test
  void withoutSwapItIsNothing() throws IOException {
    write("meminfo", "MemTotal:       24683652 kB\nSwapTotal:       0 kB\n");

    var json = facts().json();

    assertThat(json.get("Mem").asText()).isEqualTo("23Gi");
    assertThat(json.get("Swap").asText()).isEqualTo("0B");
  }

  @Test
  void whatTheKernelDoesNotSayIsLeftOut() throws IOException {
    write("cpuinfo", "processor\t: 0\nBogoMIPS\t: 50.00\n\nprocessor\t: 1\n\nHardware\t: board\n");

    var json = facts().json();

    assertThat(json.get("CPU(s)").asText()).isEqualTo("2");
    assertThat(json.has("Socket(s)")).isFalse();
    assertThat(json.has("Model name")).isFalse();
    assertThat(json.has("Mem")).isFalse();
  }

  @Test
  void thisMachineHasProcessorsAndMemory() {
    var json = MachineFacts.OF_THIS_NODE.json();

    assertThat(json.get("CPU(s)").asText()).matches("[1-9][0-9]*");
    assertThat(json.get("Mem").asText()).matches("[0-9.]+[KMGT]i");
  }
}
