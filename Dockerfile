# syntax=docker/dockerfile:1

# Built with the JDK that the build's checks are pinned to, run on the newest LTS.
FROM maven:3.9.11-eclipse-temurin-17 AS build
WORKDIR /source
COPY .mvn .mvn
COPY pom.xml .
COPY fhir-profiles fhir-profiles
COPY terminology terminology
COPY hl7-adapters hl7-adapters
COPY server server
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -DskipTests package
# An ordinary jar beside its libraries, not nested in it: only those can be kept in an ahead-of-time cache.
RUN java -Djarmode=tools -jar server/target/openward-server.jar extract --layers --destination /layers

FROM eclipse-temurin:25.0.3_9-jre-noble
RUN groupadd --system --gid 10001 openward \
    && useradd --system --uid 10001 --gid openward --home-dir /app --shell /usr/sbin/nologin openward \
    && install -d -o openward -g openward /app /data
WORKDIR /app
COPY --from=build /layers/dependencies/ ./
COPY --from=build /layers/spring-boot-loader/ ./
COPY --from=build /layers/snapshot-dependencies/ ./
COPY --from=build /layers/application/ ./
COPY deploy/java.options deploy/healthy deploy/train ./

USER openward
# One start on an empty data folder records which classes a start loads; the next starts take them from the cache.
RUN ./train /app/openward.aot

ENV OPENWARD_DATADIR=/data
VOLUME /data
EXPOSE 8080 2575
# Spring drains HTTP and HL7 v2 on SIGTERM.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 CMD ["./healthy"]
ENTRYPOINT ["java", "@java.options", "-XX:AOTCache=openward.aot", "-jar", "openward-server.jar"]
