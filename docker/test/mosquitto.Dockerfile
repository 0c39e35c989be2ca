# A broker for the tests where no registry can be reached: Debian's mosquitto on the base that .ci/run makes.
FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends mosquitto >/dev/null && rm -rf /var/lib/apt/lists/* \
    && mkdir -p /mosquitto/config /mosquitto/data && chown mosquitto /mosquitto/data
EXPOSE 1883
CMD ["mosquitto", "-c", "/mosquitto/config/mosquitto.conf"]
