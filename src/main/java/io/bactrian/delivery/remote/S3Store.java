package io.bactrian.delivery.remote;

import java.net.URI;
import java.util.List;

import io.bactrian.archive.Form;

/** Object storage with S3's protocol, the bucket in the path. */
final class S3Store implements Store {
    private final S3Reference reference;
    private final S3Settings settings;
    private final CredentialFile credentials;

    S3Store(S3Reference reference, S3Settings settings, CredentialFile credentials) {
        this.reference = reference;
        this.settings = settings;
        this.credentials = credentials;
    }

    @Override
    public Resolved resolve() {
        return new Resolved(reference, 0, "give the order a version");
    }

    @Override
    public List<RemoteFile> files() throws RejectedOrderException {
        if (settings.endpoint() == null) {
            throw new RejectedOrderException("it names " + reference.text()
                    + ", and bactrian.delivery.s3-endpoint is not set: set it to https://HOST of the storage");
        }
        URI url = URI.create(settings.endpoint().toString().replaceFirst("/+$", "") + "/" + reference.bucket() + "/"
                + Percent.path(reference.key()));
        return List
                .of(new RemoteFile("", Form.ZIP, url, new SignedAccess(credentials, Origin.of(url), settings.region()),
                        -1, null));
    }
}
