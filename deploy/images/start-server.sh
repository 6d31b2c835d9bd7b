#!/bin/sh
# The server. It writes to the current folder and /tmp; JAVA_TOOL_OPTIONS has the heap.
rm -rf root
exec java -XX:+ExitOnOutOfMemoryError -XX:+UseParallelGC -XX:MetaspaceSize=64m -Dhazelcast.phone.home.enabled=false \
  -jar /opt/evalx/payara-micro.jar --nocluster --disablephonehome --port 3000 --rootDir "$PWD/root" \
  --prebootcommandfile /opt/evalx/preboot --logproperties /opt/evalx/logging.properties \
  --deploy /opt/evalx/artemis-rar.rar --deploy /opt/evalx/evalx.war --postdeploycommandfile /opt/evalx/postdeploy
