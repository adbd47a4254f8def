package org.openward.profiles;

/** The names of OpenWard's operations: id of the definition, name of its page, and what a permission is made of. */
public final class OperationNames {
    /** Put before a name, it makes the canonical URL of the operation's definition. */
    public static final String CANONICAL = Systems.ROOT + "OperationDefinition/";

    /** Put before a name, it makes the permission that a caller of the operation needs. */
    public static final String PERMISSION = "operation/";

    public static final String INVOICE_GENERATE = "Invoice-generate";

    public static final String INVOICE_FINALIZE = "Invoice-finalize";

    public static final String INVOICE_PAY = "Invoice-pay";

    public static final String DIAGNOSTIC_REPORT_VERIFY = "DiagnosticReport-verify";

    public static final String PATIENT_MERGE = "Patient-merge";

    public static final String PATIENT_UNDO_MERGE = "Patient-hapi.fhir.undo-merge";

    public static final String TASK_REPLAY = "Task-replay";

    public static final String TASK_RELEASE = "Task-release";

    public static final String TASK_REROUTE = "Task-reroute";

    public static final String TASK_DISCARD = "Task-discard";

    public static final String TASK_APPROVE = "Task-approve";

    public static final String TASK_REJECT = "Task-reject";

    public static final String PATIENT_BREAK_GLASS = "Patient-break-glass";

    public static final String RETENTION_REPORT = "retention-report";

    public static final String PATIENT_ERASE = "Patient-erase";

    public static final String PATIENT_ACCESS_REPORT = "Patient-access-report";

    public static final String DEVICE_FEED_MAP = "Device-feed-map";

    public static final String ENDPOINT_RESEND = "Endpoint-resend";

    /** A whole-server operation, so it has no type in front. */
    public static final String FEED_MESSAGES = "feed-messages";

    public static final String MEASURE_EVALUATE_MEASURE = "Measure-evaluate-measure";

    public static final String MEASURE_EXPORT_REPORT = "Measure-export-report";

    public static final String SUBSCRIPTION_REPLAY = "Subscription-replay";

    public static final String IMPLEMENTATION_GUIDE_INSTALL = "ImplementationGuide-install";

    public static final String IMPLEMENTATION_GUIDE_UNINSTALL = "ImplementationGuide-uninstall";

    public static final String IMPLEMENTATION_GUIDE_INSTALLED = "ImplementationGuide-installed";

    public static final String CODE_SYSTEM_LOAD = "CodeSystem-load";

    public static final String PRACTITIONER_INVITE = "Practitioner-invite";

    public static final String PRACTITIONER_SET_ROLES = "Practitioner-set-roles";

    public static final String PRACTITIONER_RESET_PASSWORD = "Practitioner-reset-password";

    public static final String PRACTITIONER_DEACTIVATE = "Practitioner-deactivate";

    public static final String PRACTITIONER_END_SESSIONS = "Practitioner-end-sessions";

    public static final String PRACTITIONER_PERMISSIONS = "Practitioner-permissions";

    public static final String PATIENT_INVITE = "Patient-invite";

    public static final String RELATED_PERSON_INVITE = "RelatedPerson-invite";

    /** A whole-server operation, so it has no type in front. */
    public static final String SMART_LAUNCH = "smart-launch";

    /** A whole-server operation, so it has no type in front. */
    public static final String VERIFY_AUDIT = "verify-audit";

    /** A whole-server operation, so it has no type in front. */
    public static final String PROVISION_TENANT = "provision-tenant";

    /** A whole-server operation, so it has no type in front. */
    public static final String SUSPEND_TENANT = "suspend-tenant";

    /** A whole-server operation, so it has no type in front. */
    public static final String RESUME_TENANT = "resume-tenant";

    /** A whole-server operation, so it has no type in front. */
    public static final String ROTATE_SIGNING_KEY = "rotate-signing-key";

    private OperationNames() {}
}
