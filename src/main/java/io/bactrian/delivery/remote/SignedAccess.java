package io.bactrian.delivery.remote;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Requests signed with a key (AWS Signature Version 4), for one host; without one where it has none. */
record SignedAccess(CredentialFile credentials, Origin origin, String region) implements Access {
    @Override
    public Map<String, String> headers(URI url) throws IOException {
        if (!origin.equals(Origin.of(url)) || !(credentials.of(origin).credential() instanceof Credential.Keys keys)) {
            return Map.of();
        }
        AwsCredentialsIdentity identity = keys.session() == null
                ? AwsCredentialsIdentity.create(keys.access(), keys.secret())
                : AwsSessionCredentialsIdentity.create(keys.access(), keys.secret(), keys.session());
        SdkHttpRequest request = SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(url).build();
        Map<String, String> headers = new HashMap<>();
        AwsV4HttpSigner.create().sign(signing -> signing.identity(identity).request(request)
                .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)).request()
                .headers().forEach((name, values) -> headers.put(name, values.get(0)));
        headers.remove("Host");
        return headers;
    }
}
