package org.openward.fhir.packages;

import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.hl7.fhir.r4.model.Attachment;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.bulk.Job;
import org.openward.fhir.bulk.Submissions;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Where packages are brought, asked for and taken away. */
@Component
class PackageDesk {
    private final PackageShelf shelf;
    private final ArrivedArchives arrived;
    private final PackageSources sources;
    private final PackageDefinitions definitions;
    private final Submissions submissions;
    private final TransactionOperations transactions;

    PackageDesk(
            PackageShelf shelf,
            ArrivedArchives arrived,
            PackageSources sources,
            PackageDefinitions definitions,
            Submissions submissions,
            TransactionOperations transactions) {
        this.shelf = shelf;
        this.arrived = arrived;
        this.sources = sources;
        this.definitions = definitions;
        this.submissions = submissions;
        this.transactions = transactions;
    }

    /** Takes an archive, or the name of a package that is looked for, and answers where its installation can be asked for. */
    void install(ServletRequestDetails request, @Nullable Attachment archive, @Nullable String name) {
        requireHost();
        if ((archive == null) == (name == null)) {
            throw UnusablePackage.unclear("Give the archive of a package, or the name of one: either package or name.");
        }
        if (name != null) {
            var wanted = name(name);
            submissions.take(
                    request, Job.Kind.INSTALL, new InstallPlan(null, wanted.toString(), wanted.toString()).written());
            return;
        }
        var content = archive == null ? null : archive.getData();
        if (content == null || content.length == 0) {
            throw UnusablePackage.unclear("The package is an attachment with the archive (.tgz) as its data.");
        }
        sources.requireSize(content.length);
        // What is no package at all is said at once.
        var manifest = new PackageArchive(content).manifest();
        var hash = Hash.of(content);
        var plan = new InstallPlan(hash, null, manifest.name().toString());
        submissions.take(request, Job.Kind.INSTALL, plan.written(), job -> keep(hash, content));
    }

    private void keep(String hash, byte[] content) {
        if (!arrived.keep(hash, content)) {
            throw UnusablePackage.beingInstalled();
        }
    }

    /** Begins to install an archive of the folder as the server, unless it is installed; one that is on its way is refused. */
    void installOfFolder(Path file) throws IOException {
        var content = sources.read(file);
        var hash = Hash.of(content);
        if (Boolean.FALSE.equals(transactions.execute(status -> shelf.isInstalled(hash)))) {
            var plan = new InstallPlan(hash, null, String.valueOf(file.getFileName()));
            submissions.takeOfServer(Job.Kind.INSTALL, plan.label(), plan.written(), job -> keep(hash, content));
        }
    }

    void uninstall(String name) {
        requireHost();
        var gone = name(name);
        transactions.executeWithoutResult(status -> {
            if (!shelf.remove(gone)) {
                throw UnusablePackage.notInstalled(gone);
            }
        });
        definitions.refresh();
    }

    List<InstalledPackage> all() {
        return shelf.all();
    }

    private static PackageName name(String text) {
        return PackageName.read(text)
                .orElseThrow(() -> UnusablePackage.unclear("The name of a package is such as hl7.fhir.us.core#8.0.0."));
    }

    private static void requireHost() {
        if (!TenantId.DEFAULT.equals(Acting.tenant())) {
            throw UnusablePackage.ofGuest();
        }
    }
}
