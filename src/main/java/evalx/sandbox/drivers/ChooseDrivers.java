package evalx.sandbox.drivers;

import evalx.config.BadSetting;
import evalx.config.SandboxSettings;
import evalx.config.Settings;
import evalx.sandbox.Drivers;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.sandbox.Spool;
import evalx.sandbox.daemon.NativeSandbox;
import evalx.sandbox.docker.DockerSandbox;
import evalx.sandbox.isolate.IsolateSandbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens the sandboxes that the settings ask for, or all that may work on this host. */
@ApplicationScoped
class ChooseDrivers {
  private static final List<Path> USUAL_ISOLATES =
      List.of(Path.of("/usr/local/bin/isolate"), Path.of("/usr/bin/isolate"));

  @Produces
  @Singleton
  Drivers drivers(Settings settings) {
    var sandboxes = settings.runs().sandboxes();
    return switch (sandboxes.driver()) {
      case NATIVE -> new Drivers(List.of(nativeSandbox(sandboxes)));
      case ISOLATE ->
          proved(
              settings,
              isolate(sandboxes, binary(sandboxes).orElseThrow(ChooseDrivers::noIsolate)));
      case DOCKER -> proved(settings, docker(settings));
      case AUTO -> possible(settings);
    };
  }

  void close(@Disposes Drivers drivers) {
    drivers.close();
  }

  private static Drivers possible(Settings settings) {
    var sandboxes = settings.runs().sandboxes();
    var found = new ArrayList<Sandbox>();
    found.add(nativeSandbox(sandboxes));
    if (settings.node().role().works() && !sandboxes.strict()) {
      if (sandboxes.isolate().used()) {
        binary(sandboxes).ifPresent(path -> found.add(isolate(sandboxes, path)));
      }
      if (mayReachDocker(sandboxes)) {
        found.add(docker(settings));
      }
    }
    return new Drivers(found);
  }

  /** Without permission for the socket, the driver could only fail. */
  private static boolean mayReachDocker(SandboxSettings sandboxes) {
    var host = sandboxes.docker().host();
    return !"unix".equals(host.getScheme()) || Files.isWritable(Path.of(host.getPath()));
  }

  /** If the settings ask for one driver, it must work, or the start fails. */
  private static Drivers proved(Settings settings, Sandbox sandbox) {
    if (settings.node().role().works()) {
      try {
        sandbox.info();
      } catch (SandboxUnavailable | SandboxFailure e) {
        sandbox.close();
        throw new BadSetting(
            "SANDBOX", "is " + sandbox.driver() + ", which does not work: " + e.getMessage());
      }
    }
    return new Drivers(List.of(sandbox));
  }

  private static Sandbox nativeSandbox(SandboxSettings sandboxes) {
    return new NativeSandbox(
        sandboxes.socket(),
        sandboxes.maxConcurrent(),
        new Spool(sandboxes.store().resolve("native-spool")),
        sandboxes.warm().programs());
  }

  private static Sandbox isolate(SandboxSettings sandboxes, Path binary) {
    return new IsolateSandbox(
        binary,
        sandboxes.isolate().firstBox(),
        sandboxes.store().resolve(IsolateSandbox.DRIVER),
        sandboxes.maxConcurrent());
  }

  /**
   * The program that the settings name, or else the first at its usual places.
   *
   * @throws BadSetting where what they name is no program
   */
  private static Optional<Path> binary(SandboxSettings sandboxes) {
    var named = sandboxes.isolate().path();
    if (named.isPresent() && !Files.isExecutable(named.get())) {
      throw noIsolate();
    }
    return named.or(() -> USUAL_ISOLATES.stream().filter(Files::isExecutable).findFirst());
  }

  private static BadSetting noIsolate() {
    return new BadSetting("ISOLATE_PATH", "must name a program with isolate's options");
  }

  private static Sandbox docker(Settings settings) {
    var sandboxes = settings.runs().sandboxes();
    return new DockerSandbox(
        sandboxes.docker().host(),
        sandboxes.docker().images(),
        settings.node().worker(),
        sandboxes.store().resolve(DockerSandbox.DRIVER),
        sandboxes.maxConcurrent());
  }
}
