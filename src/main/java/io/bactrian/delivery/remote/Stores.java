package io.bactrian.delivery.remote;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Makes what asks the stores of others. Any thread.
 *
 * @param client   made when the first is to be asked; it follows no redirects
 * @param patience how long a server may send nothing
 */
public record Stores(Supplier<HttpClient> client, CredentialFile credentials, S3Settings s3, Duration patience) {
    public Store of(Reference reference) {
        Documents documents = new Documents(client.get(), patience);
        if (reference instanceof OciReference oci) {
            return new OciStore(oci, documents, credentials);
        }
        return reference instanceof MlflowReference mlflow
                ? new MlflowStore(mlflow, documents, credentials)
                : new S3Store((S3Reference) reference, s3, credentials);
    }

    /** For an archive behind a URL. */
    public Access access(URI url) {
        return new HostAccess(credentials, Origin.of(url));
    }
}
