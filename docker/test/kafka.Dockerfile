# A Kafka broker for the tests where no registry can be reached: the jars that the tests have already, on the JDK that
# docker/test-images.sh makes. It is started as Apache's image is, by /etc/kafka/docker/run and variables KAFKA_….
FROM bactrian-test/jdk
COPY run /etc/kafka/docker/run
COPY lib /opt/kafka/lib
EXPOSE 9092
CMD ["/etc/kafka/docker/run"]
