package org.openward.approvals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.ChargeItemDefinition;
import org.hl7.fhir.r4.model.ChargeItemDefinition.ChargeItemDefinitionPriceComponentType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.Test;
import org.openward.fhir.FhirStore;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Answer;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

@HospitalTest
class ApprovalsIT {
    private static final int CROWD = 16;

    private final Hospital hospital;
    private final FhirClient proposer;
    private final FhirClient approver;
    private final TransactionOperations transactions;

    ApprovalsIT(Hospital hospital) {
        this.hospital = hospital;
        this.proposer = hospital.asClinicB();
        this.approver = hospital.asApprover("/fhir/clinic-b");
        this.transactions = hospital.part(TransactionOperations.class);
    }

    @Test
    void a_new_price_waits_for_somebody_else() {
        var price = aPrice("100");

        var answer = proposer.post("/ChargeItemDefinition", price);

        assertThat(answer.status()).isEqualTo(202);
        var task = answer.resource(Task.class);
        assertThat(answer.headers().firstValue("Content-Location")).hasValueSatisfying(address -> assertThat(address)
                .endsWith("/fhir/clinic-b/Task/" + task.getIdElement().getIdPart()));
        assertThat(task.getStatus()).isEqualTo(TaskStatus.REQUESTED);
        assertThat(task.getRequester().getDisplay()).isEqualTo("demo-b");
        assertThat(found(price)).isZero();

        var approved = decide(approver, task, "approve").resource(Task.class);

        assertThat(approved.getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(approved.getOutputFirstRep().getValue()).isNotNull();
        assertThat(found(price)).isEqualTo(1);
    }

    @Test
    void a_new_price_under_an_id_of_its_proposer_can_be_approved() {
        var id = "price-" + UUID.randomUUID().toString().substring(0, 13);
        var price = aPrice("100");
        price.setId(id);

        var approved = decide(approver, proposeUpdate(id, price), "approve");

        assertThat(approved.status()).as(approved.toString()).isEqualTo(200);
        assertThat(amount(id)).isEqualByComparingTo("100");
    }

    @Test
    void the_same_proposal_again_is_the_same_task() {
        var price = aPrice("100");
        var task = propose(price);

        assertThat(propose(price).getIdElement().getIdPart())
                .isEqualTo(task.getIdElement().getIdPart());
    }

    @Test
    void nobody_approves_his_own_proposal_whatever_his_role() {
        var price = aPrice("100");
        var task = propose(price);

        var answer = decide(proposer, task, "approve");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.invariant()).isEqualTo("X1");
        assertThat(found(price)).isZero();
        assertThat(decide(proposer, task, "reject").resource(Task.class).getStatus())
                .isEqualTo(TaskStatus.REJECTED);
    }

    @Test
    void whoever_proposed_in_billing_sees_the_task_and_withdraws_it() {
        var price = aPrice("100");
        var cashier = inBilling();
        var colleague = inBilling();

        var task = cashier.post("/ChargeItemDefinition", price).resource(Task.class);
        var path = "/Task/" + task.getIdElement().getIdPart();

        assertThat(cashier.get(path).resource(Task.class).getStatus()).isEqualTo(TaskStatus.REQUESTED);
        assertThat(colleague.get(path).status()).isEqualTo(404);
        assertThat(decide(colleague, task, "reject").status()).isIn(403, 404);
        assertThat(decide(cashier, task, "approve").status()).isEqualTo(403);
        var withdrawn = decide(cashier, task, "reject");
        assertThat(withdrawn.status()).as(withdrawn.body()).isEqualTo(200);
        assertThat(withdrawn.resource(Task.class).getStatus()).isEqualTo(TaskStatus.REJECTED);
        assertThat(decide(approver, task, "approve").status()).isEqualTo(409);
        assertThat(found(price)).isZero();
    }

    /** Of two issuers, or made by two tenants. */
    @Test
    void two_accounts_of_one_person_are_not_two_people() {
        var price = aPrice("100");
        var oneself = proposer.create(new Practitioner()).getIdElement().getIdPart();
        var other = proposer.create(new Practitioner()).getIdElement().getIdPart();
        var task = inAdministration("first-account", oneself)
                .post("/ChargeItemDefinition", price)
                .resource(Task.class);

        var refused = decide(inAdministration("second-account", oneself), task, "approve");

        assertThat(refused.status()).as(refused.body()).isEqualTo(403);
        assertThat(refused.invariant()).isEqualTo("X1");
        assertThat(found(price)).isZero();
        assertThatThrownBy(() -> change(
                        "status = 'carried-out', decided_by = 'x', decided_at = clock_timestamp(), decider_record = '"
                                + "Practitioner/" + oneself + "'",
                        task.getIdElement().getIdPart()))
                .hasStackTraceContaining("approved_by_another_person");
        assertThat(decide(inAdministration("third-account", other), task, "approve")
                        .status())
                .isEqualTo(200);
    }

    private FhirClient inAdministration(String name, String practitioner) {
        return hospital.withClaims(
                "/fhir/clinic-b",
                Map.of(
                        "sub",
                        name + "-" + practitioner,
                        "acr",
                        "aal2",
                        "tenants",
                        List.of("clinic-b"),
                        "permissions",
                        List.of("operation/*", "approval/*"),
                        "fhirUser",
                        "Practitioner/" + practitioner));
    }

    private FhirClient inBilling() {
        var practitioner = proposer.create(new Practitioner()).getIdElement().getIdPart();
        return hospital.withClaims(
                "/fhir/clinic-b",
                Map.of(
                        "sub",
                        "cashier-" + practitioner,
                        "roles",
                        List.of("BIL"),
                        "tenants",
                        List.of("clinic-b"),
                        "fhirUser",
                        "Practitioner/" + practitioner));
    }

    @Test
    void of_many_approvals_at_once_one_is_carried_out() throws InterruptedException {
        var price = approvedPrice("100");
        var id = price.getIdElement().getIdPart();
        var task = proposeUpdate(id, withAmount(price, "250"));

        var answers = AtOnce.all(CROWD, number -> () -> decide(approver, task, "approve"));

        assertThat(answers).allMatch(AtOnce.Outcome::succeeded);
        assertThat(answers.stream().map(answer -> answer.result().get(0).status()))
                .containsOnlyOnce(200)
                .containsOnly(200, 409);
        assertThat(approver.get("/ChargeItemDefinition/" + id + "/_history")
                        .resource(Bundle.class)
                        .getEntry())
                .hasSize(2);
        assertThat(count("status = 'carried-out' and task_id = '"
                        + task.getIdElement().getIdPart() + "'"))
                .isEqualTo(1);
    }

    @Test
    void an_approval_repeated_with_its_key_answers_the_same() {
        var task = propose(aPrice("100"));
        var key = UUID.randomUUID().toString();

        var first = decide(approver, task, "approve", key);
        var again = decide(approver, task, "approve", key);

        assertThat(first.status()).isEqualTo(200);
        assertThat(again.resource(Task.class).getMeta().getVersionId())
                .isEqualTo(first.resource(Task.class).getMeta().getVersionId());
        assertThat(decide(approver, task, "reject").status()).isEqualTo(409);
    }

    @Test
    void a_proposal_is_not_carried_out_on_what_was_changed_meanwhile() {
        var price = approvedPrice("100");
        var id = price.getIdElement().getIdPart();
        var task = proposeUpdate(id, withAmount(price.copy(), "250"));
        assertThat(proposer.put("/ChargeItemDefinition/" + id, withAmount(price.copy(), "105"))
                        .status())
                .isEqualTo(200);

        var answer = decide(approver, task, "approve");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(amount(id)).isEqualByComparingTo("105");
        assertThat(approver.read(Task.class, task.getIdElement().getIdPart()).getStatus())
                .isEqualTo(TaskStatus.REQUESTED);
    }

    @Test
    void a_price_is_taken_out_of_the_list_by_two() {
        var price = approvedPrice("100");
        var id = price.getIdElement().getIdPart();

        var answer = proposer.delete("/ChargeItemDefinition/" + id);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(approver.get("/ChargeItemDefinition/" + id).status()).isEqualTo(200);
        assertThat(decide(approver, answer.resource(Task.class), "approve").status())
                .isEqualTo(200);
        assertThat(approver.get("/ChargeItemDefinition/" + id).status()).isEqualTo(410);
    }

    @Test
    void a_patch_is_proposed_as_what_it_makes_of_the_entry() {
        var id = approvedPrice("100").getIdElement().getIdPart();

        var answer = proposer.send(
                "PATCH",
                "/ChargeItemDefinition/" + id,
                "[{\"op\":\"replace\",\"path\":\"/propertyGroup/0/priceComponent/0/amount/value\",\"value\":300}]",
                "Content-Type",
                "application/json-patch+json");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(decide(approver, answer.resource(Task.class), "approve").status())
                .isEqualTo(200);
        assertThat(amount(id)).isEqualByComparingTo("300");
    }

    @Test
    void a_bundle_is_no_way_around() {
        var price = aPrice("100");
        for (var type : new BundleType[] {BundleType.TRANSACTION, BundleType.BATCH}) {
            var bundle = new Bundle().setType(type);
            bundle.addEntry()
                    .setResource(price)
                    .getRequest()
                    .setMethod(HTTPVerb.POST)
                    .setUrl("ChargeItemDefinition");

            var answer = proposer.transact(bundle);

            assertThat(answer.body()).contains("needs the approval of somebody else");
            assertThat(found(price)).isZero();
        }
    }

    @Test
    void whoever_may_not_write_prices_proposes_none() {
        var reader = FhirClient.withToken(
                hospital.root(), "/fhir/clinic-b", "demo-b", "demo-b-secret", "system/ChargeItemDefinition.rs");

        assertThat(reader.post("/ChargeItemDefinition", aPrice("100")).status()).isEqualTo(403);
    }

    @Test
    void a_small_change_of_an_amount_needs_nobody_else() {
        var price = approvedPrice("100");
        var id = price.getIdElement().getIdPart();

        assertThat(proposer.put("/ChargeItemDefinition/" + id, withAmount(price, "110"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void nobody_writes_the_task_of_a_proposal_by_hand() {
        var task = propose(aPrice("100"));
        var id = task.getIdElement().getIdPart();
        var forged = new Task().setStatus(TaskStatus.REQUESTED).setIntent(TaskIntent.PROPOSAL);
        forged.setCode(
                new CodeableConcept(new Coding().setSystem(Systems.TASK_TYPE).setCode("approval-request")));

        assertThat(proposer.put("/Task/" + id, task.setStatus(TaskStatus.COMPLETED))
                        .status())
                .isEqualTo(403);
        assertThat(proposer.delete("/Task/" + id).status()).isEqualTo(403);
        assertThat(proposer.post("/Task", forged).status()).isEqualTo(403);
    }

    @Test
    void who_lacks_the_permission_for_the_change_decides_nothing() {
        var task = propose(aPrice("100"));
        var other =
                FhirClient.withToken(hospital.root(), "/fhir/clinic-b", "clerk-b", "clerk-b-secret", "system/*.cruds");

        assertThat(decide(other, task, "approve").status()).isEqualTo(403);
        assertThat(decide(other, task, "reject").status()).isEqualTo(403);
        assertThat(decide(hospital.asApprover("/fhir"), task, "approve").status())
                .isEqualTo(404);
    }

    @Test
    void a_proposal_that_nobody_decided_in_time_is_over() {
        var price = aPrice("100");
        var late = overdue(propose(price));

        var decided = decide(approver, late, "approve");
        hospital.part(ApprovalExpiry.class).closeOverdue();

        // Whether the rounds of the server itself came before.
        assertThat(decided.status()).as(decided.toString()).isIn(409, 422);
        assertThat(found(price)).isZero();
        var id = late.getIdElement().getIdPart();
        await().until(() -> count("status = 'expired' and decided_by = 'openward' and task_id = '" + id + "'") == 1);
        assertThat(approver.read(Task.class, id).getStatus()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(decide(approver, late, "approve").status()).isEqualTo(409);
        assertThat(decide(approver, late, "reject").status()).isEqualTo(409);
        assertThat(found(price)).isZero();
        assertThat(approver.search("AuditEvent?subtype=expire&entity=Task/" + id)
                        .getEntry())
                .hasSize(1);
    }

    /** The same proposal as if it had been made four days ago, under a Task of its own. */
    private Task overdue(Task proposed) {
        var task = Acting.as(
                Caller.server(new TenantId("clinic-b"), "test"),
                () -> transactions.execute(status -> {
                    var copy = proposed.copy();
                    copy.setId((String) null);
                    var stored = hospital.part(FhirStore.class).create(copy);
                    hospital.part(JdbcClient.class)
                            .sql(
                                    """
                                    insert into openward.approval
                                        (tenant_id, task_id, change, content, content_hash, proposer, proposed_at, expires_at)
                                    select tenant_id, :task, change, content, content_hash, proposer,
                                        proposed_at - interval '4 days', expires_at - interval '4 days'
                                    from openward.approval where task_id = :like
                                    """)
                            .param("task", stored.getIdElement().getIdPart())
                            .param("like", proposed.getIdElement().getIdPart())
                            .update();
                    return stored;
                }));
        decide(proposer, proposed, "reject");
        return task;
    }

    @Test
    void a_person_who_showed_a_password_alone_approves_nothing() {
        var price = aPrice("100");
        var task = propose(price);

        var refused = decide(anAdministrator("aal1"), task, "approve");

        assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("insufficient_user_authentication");
        assertThat(found(price)).isZero();
        assertThat(decide(anAdministrator("aal2"), task, "approve").status()).isEqualTo(200);
        assertThat(found(price)).isEqualTo(1);
    }

    private FhirClient anAdministrator(String level) {
        return hospital.withClaims(
                "/fhir/clinic-b",
                Map.of(
                        "sub",
                        "head-of-finance",
                        "acr",
                        level,
                        "roles",
                        List.of("ADM"),
                        "tenants",
                        List.of("clinic-b"),
                        "permissions",
                        List.of("operation/*", "approval/*")));
    }

    @Test
    void what_asks_for_no_approval_cannot_be_approved() {
        var task = proposer.create(new Task().setStatus(TaskStatus.REQUESTED).setIntent(TaskIntent.ORDER));

        assertThat(decide(approver, task, "approve").status()).isEqualTo(422);
        assertThat(approver.post("/Task/nobody-knows/$approve", new Parameters(), "Idempotency-Key", key())
                        .status())
                .isEqualTo(404);
        assertThat(approver.post("/Task/" + task.getIdElement().getIdPart() + "/$approve", new Parameters())
                        .status())
                .isEqualTo(400);
    }

    @Test
    void the_table_itself_keeps_what_was_proposed_and_who_decides() {
        var task = propose(aPrice("100")).getIdElement().getIdPart();

        assertThatThrownBy(() -> change("content = '{}'", task)).hasStackTraceContaining("permission denied");
        assertThatThrownBy(() ->
                        change("status = 'carried-out', decided_by = 'DEMO-B', decided_at = clock_timestamp()", task))
                .hasStackTraceContaining("approved_by_another");
        assertThat(change("status = 'rejected', decided_by = 'x', decided_at = clock_timestamp()", task))
                .isEqualTo(1);
        assertThatThrownBy(() -> change("status = 'expired'", task)).hasStackTraceContaining("decided before");
    }

    @Test
    void what_approvers_were_shown_differently_is_not_carried_out() {
        var price = aPrice("100");
        var task = propose(price);
        task.getInput().stream()
                .filter(input -> "content".equals(input.getType().getText()))
                .forEach(input -> input.setValue(new StringType("{\"amount\": \"1\"}")));
        inClinicB(() -> hospital.part(FhirStore.class).update(task).getInput().size());

        var answer = decide(approver, task, "approve");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("not what was proposed");
        assertThat(found(price)).isZero();
    }

    private ChargeItemDefinition approvedPrice(String amount) {
        var task = propose(aPrice(amount));
        var done = decide(approver, task, "approve").resource(Task.class);
        var reference = (Reference) done.getOutputFirstRep().getValue();
        return approver.read(
                ChargeItemDefinition.class, reference.getDisplay().substring("ChargeItemDefinition/".length()));
    }

    private Task propose(ChargeItemDefinition price) {
        return accepted(proposer.post("/ChargeItemDefinition", price));
    }

    private Task proposeUpdate(String id, ChargeItemDefinition price) {
        return accepted(proposer.put("/ChargeItemDefinition/" + id, price));
    }

    private static Task accepted(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        return answer.resource(Task.class);
    }

    private static Answer decide(FhirClient who, Task task, String verb) {
        return decide(who, task, verb, key());
    }

    private static Answer decide(FhirClient who, Task task, String verb, String key) {
        var because = new Parameters();
        because.addParameter("comment", new StringType("Looked at"));
        return who.post("/Task/" + task.getIdElement().getIdPart() + "/$" + verb, because, "Idempotency-Key", key);
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private int found(ChargeItemDefinition price) {
        return approver.search("ChargeItemDefinition?url=" + price.getUrl())
                .getEntry()
                .size();
    }

    private BigDecimal amount(String id) {
        return approver.read(ChargeItemDefinition.class, id)
                .getPropertyGroupFirstRep()
                .getPriceComponentFirstRep()
                .getAmount()
                .getValue();
    }

    private int count(String condition) {
        return inClinicB(() -> hospital.part(JdbcClient.class)
                .sql("select count(*) from openward.approval where " + condition)
                .query(Integer.class)
                .single());
    }

    private int change(String assignment, String task) {
        return inClinicB(() -> hospital.part(JdbcClient.class)
                .sql("update openward.approval set " + assignment + " where task_id = :task")
                .param("task", task)
                .update());
    }

    private int inClinicB(Supplier<Integer> work) {
        return Acting.as(
                Caller.server(new TenantId("clinic-b"), "test"), () -> transactions.execute(status -> work.get()));
    }

    private static ChargeItemDefinition aPrice(String amount) {
        var price = new ChargeItemDefinition()
                .setUrl("https://example.org/price/" + UUID.randomUUID())
                .setStatus(PublicationStatus.ACTIVE);
        price.getCode()
                .addCoding()
                .setSystem(Systems.LOINC)
                .setCode(UUID.randomUUID().toString());
        price.addPropertyGroup().addPriceComponent().setType(ChargeItemDefinitionPriceComponentType.BASE);
        return withAmount(price, amount);
    }

    private static ChargeItemDefinition withAmount(ChargeItemDefinition price, String amount) {
        price.getPropertyGroupFirstRep()
                .getPriceComponentFirstRep()
                .setAmount(new Money().setValue(new BigDecimal(amount)).setCurrency("INR"));
        return price;
    }
}
