package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the programs that read the files of {@code deploy/} say of them. */
@Tag("slow")
class DeployFilesIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir Path folder;

  /** A line of bash in deploy/; the folder of this test is $0. */
  private void passes(String line) {
    var script = "cd deploy && " + line;
    var outcome = Script.runProgram(LIMIT, "bash", "-ec", script, folder.toString());
    assertThat(outcome.status()).as(outcome.output()).isZero();
  }

  @Test
  void prometheusAndAlertmanagerTakeTheirsAndEveryAlertPassesItsTests() {
    passes("/usr/bin/promtool check config prometheus/prometheus.yml");
    passes("/usr/bin/promtool test rules prometheus/alerts_test.yml prometheus/baseline_test.yml");
    passes("/usr/bin/amtool check-config alertmanager/alertmanager.yml");
  }

  @Test
  void composeAndItsPrometheusTakeTheirs() {
    passes("/usr/bin/docker-compose --file compose/compose.yaml config --quiet");
    passes(
        "cp compose/prometheus.yml prometheus/alerts.yml $0; promtool check config"
            + " $0/prometheus.yml");
  }

  /** Its name is unknown here, as it is in Docker's DNS while its container does not run. */
  @Test
  void theApiNodeOfTheCompositionThatIsDownIsTold() {
    passes(
        """
        cp compose/prometheus.yml prometheus/alerts.yml "$0"
        sed -i 's/15s/1s/' "$0/prometheus.yml"
        /usr/bin/prometheus --config.file="$0/prometheus.yml" --storage.tsdb.path="$0/data" \\
          --web.listen-address=127.0.0.1:PORT >"$0/log" 2>&1 &
        trap 'kill $!; wait' EXIT
        until curl --silent 'http://127.0.0.1:PORT/api/v1/query?query=ALERTS' |
          jq '.data.result[].metric | select(.alertname == "EvalxNodeDown").instance == "api:3000"' | grep --quiet true; do
          sleep 0.2
        done
        """
            .replace("PORT", Integer.toString(FreePort.next())));
  }

  @Test
  void alertsOfTheCompositionGoWhereItsEnvironmentSays() {
    passes(
        """
        cp -r compose "$0"
        cd "$0/compose"
        rm -rf secrets
        ./prepare.sh
        amtool check-config secrets/alertmanager.yml
        ALERT_URL='https://alerts.example.org/evalx?key=1' ./prepare.sh
        amtool check-config secrets/alertmanager.yml
        ./prepare.sh
        [[ $(grep --count 'alerts.example.org/evalx?key=1' secrets/alertmanager.yml) == 1 ]]
        ! ALERT_URL='a "b' ./prepare.sh
        """);
  }

  /** Debian's Prometheus is built without the discovery of pods, so that part is taken out. */
  @Test
  void prometheusTakesThatOfKubernetes() {
    passes(
        """
        cp prometheus/alerts.yml "$0"
        sed '/kubernetes_sd_configs:/,/namespaces:/d' kubernetes/monitoring/prometheus.yml >"$0/prometheus.yml"
        promtool check config "$0/prometheus.yml"
        """);
  }

  /** By a kustomize that the Go of Debian 12 can build. */
  @Test
  void aReleaseIsRenderedForAClusterWithItsImagesAndItsName() {
    passes(
        """
        export KUSTOMIZE='go run sigs.k8s.io/kustomize/kustomize/v5@v5.0.3 build'
        kubernetes/render.sh ghcr.io/us/evalx 1.2.3 judge.example.com >"$0/all"
        [[ $(grep --count 'host: judge.example.com' "$0/all") == 2 ]]
        [[ $(grep --count 'image: ghcr.io/us/evalx-[a-z]*:1.2.3' "$0/all") == 4 ]]
        ! grep 'example.org' "$0/all"
        ! kubernetes/render.sh 'ghcr.io/us; rm' 1.2.3
        [[ -z $(ls -d kubernetes/overlays/release-* 2>/dev/null) ]]
        """);
  }

  @Test
  void workflowsAreWithoutFindings() {
    passes("cd ..; go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.7");
  }

  /** Programs of units must exist, so each is stood for by one that does. */
  @Test
  void systemdTakesTheUnitsAndTheyExposeLittle() {
    passes(
        """
        sed 's#^\\(ExecStart\\(Pre\\|Post\\)\\?=\\)[^ ]*#\\1/bin/true#' systemd/evalx.service >"$0/evalx.service"
        for unit in evalx-sandbox evalx-redis evalx-cache; do
          sed 's#^\\(ExecStart\\(Pre\\|Post\\)\\?=\\)[^ ]*#\\1/bin/true#' systemd/$unit.service >"$0/$unit.service"
        done
        cp systemd/evalx.target "$0"
        systemd-analyze verify "$0"/*.service "$0/evalx.target"
        systemd-analyze security --offline=true --threshold=20 \\
          "$0/evalx.service" "$0/evalx-redis.service" "$0/evalx-cache.service"
        systemd-analyze security --offline=true --threshold=70 "$0/evalx-sandbox.service"
        """);
  }

  @Test
  void nginxTakesItsSite() throws IOException {
    var site = Files.readString(Path.of("deploy/nginx/evalx.conf"));
    Files.writeString(
        folder.resolve("evalx.conf"), site.replace("/etc/ssl/evalx", folder.toString()));
    Files.writeString(
        folder.resolve("nginx.conf"),
        "pid %1$s/pid; error_log %1$s/log; events {} http { access_log off; include %1$s/evalx.conf; }"
            .formatted(folder));
    passes(
        """
        openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=evalx.example.org \\
          -keyout "$0/privkey.pem" -out "$0/fullchain.pem" 2>&1
        /usr/sbin/nginx -t -c "$0/nginx.conf"
        """);
  }

  @Test
  void cloudFormationIsWithoutFindings() {
    passes(
        """
        python3 -m venv "$0/venv"
        "$0/venv/bin/pip" install --quiet --disable-pip-version-check cfn-lint==1.58.0
        "$0/venv/bin/cfn-lint" aws/evalx.yaml
        """);
  }
}
