package org.openward.interfaceengine;

import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openward.astm.AstmConventions;
import org.openward.astm.link.LinkSettings.Packing;
import org.openward.hl7v2.AcknowledgementMode;
import org.openward.hl7v2.IntakePolicy;
import org.openward.hl7v2.IntakePolicy.TestMessages;
import org.openward.hl7v2.MessageKind;
import org.openward.hl7v2.Transmission;
import org.openward.hl7v2.devices.Habits;
import org.openward.hl7v2.devices.SampleRule;
import org.openward.hl7v2.mllp.CommitBlock;
import org.openward.profiles.Extensions;
import org.openward.tenancy.TenantId;

/**
 * An analyzer of one tenant, as its Device resource describes it.
 *
 * @param device id of its Device; none for a sender that nobody registered but that may be heard
 * @param codeMap canonical URL of the ConceptMap from its test codes to LOINC
 * @param unitMap canonical URL of the ConceptMap from its units to UCUM
 */
public record Analyzer(
        TenantId tenant,
        @Nullable String device,
        Standing standing,
        Recognition recognition,
        Results results,
        @Nullable String codeMap,
        @Nullable String unitMap,
        Dialect dialect) {
    private static final Map<String, Packing> FRAMES = Map.of("records", Packing.RECORDS, "message", Packing.MESSAGE);

    /** Whether the analyzer is in use; nothing is taken from one that is not. */
    public enum Standing {
        ACTIVE,
        INACTIVE
    }

    Analyzer inactive() {
        return new Analyzer(tenant, device, Standing.INACTIVE, recognition, results, codeMap, unitMap, dialect);
    }

    /** How the analyzer is recognised. What it does not declare is open. */
    public record Recognition(
            @Nullable String application,
            @Nullable String facility,
            @Nullable Integer port,
            @Nullable String address,
            @Nullable String certificate) {
        /** Whether it shows or is more than a name, which anybody can give himself. */
        public boolean isProven() {
            return certificate != null || address != null;
        }

        boolean isNamed(Sender sender) {
            return sender.application().equals(application) && (facility == null || facility.equals(sender.facility()));
        }
    }

    /**
     * What it may send, and what its results may do: stand without a verifier, and be filed without an order.
     *
     * @param sends kinds of message; any other is refused
     */
    public record Results(boolean autoverify, boolean unsolicited, Set<MessageKind> sends) {
        public Results {
            sends = Set.copyOf(sends);
        }

        /** Of a sender of results and nothing else. */
        public Results(boolean autoverify, boolean unsolicited) {
            this(autoverify, unsolicited, Set.of(MessageKind.RESULTS));
        }
    }

    /**
     * Where its messages depart from the usual.
     *
     * @param family the name of the description of its family; what it does not say itself is said there
     * @param habits everything that its description says of how its messages are to be read
     */
    public record Dialect(
            @Nullable String timeZone,
            @Nullable String samplePosition,
            @Nullable String characterSet,
            @Nullable String family,
            Habits habits,
            Answering answering) {
        static final Dialect STANDARD = new Dialect(null, null, null, null, Habits.NONE, Answering.AS_SENT);

        public Transmission transmission() {
            var usual = Transmission.STANDARD.withAcknowledgement(answering.mode());
            return characterSet == null ? usual : usual.withFallback(Charset.forName(characterSet));
        }

        SampleRule sample() {
            var position = samplePosition == null ? null : SampleRule.POSITIONS.get(samplePosition);
            var rule = SampleRule.of(habits);
            return position == null ? rule : rule.in(position);
        }

        public AstmConventions astm() {
            return AstmConventions.of(habits);
        }

        /** How the frames of a message to the analyzer are filled. */
        public Packing packing() {
            return habits.word(Extensions.ANALYZER_FRAMES, FRAMES).orElse(Packing.RECORDS);
        }

        /** Whether it gives each message control id to one message only. */
        boolean usesIdsOnce() {
            return habits.flag(Extensions.ANALYZER_UNIQUE_IDS);
        }

        /** The zone of its clock; the usual one when nothing is said of it. */
        public ZoneId zone(ZoneId usual) {
            return timeZone == null ? usual : ZoneId.of(timeZone);
        }

        private Dialect with(Habits all) {
            return new Dialect(
                    all.one(Extensions.ANALYZER_TIME_ZONE).orElse(timeZone),
                    all.one(Extensions.ANALYZER_SAMPLE_POSITION).orElse(samplePosition),
                    all.one(Extensions.ANALYZER_CHARACTER_SET).orElse(characterSet),
                    family,
                    all,
                    answering);
        }
    }

    /** The analyzer, with everything that the description of its family says and its own does not. */
    Analyzer inheriting(Habits family) {
        var all = dialect.habits().inheriting(family);
        return new Analyzer(
                tenant,
                device,
                standing,
                recognition,
                results,
                all.one(Extensions.ANALYZER_CODE_MAP).orElse(codeMap),
                all.one(Extensions.ANALYZER_UNIT_MAP).orElse(unitMap),
                dialect.with(all));
    }

    /**
     * Which answers it wants.
     *
     * @param commitBlocks it speaks release 2 of MLLP
     */
    record Answering(AcknowledgementMode mode, boolean commitBlocks) {
        static final Answering AS_SENT = new Answering(AcknowledgementMode.AS_SENT, false);

        static Answering of(@Nullable String code, boolean commitBlocks) {
            var mode = Arrays.stream(AcknowledgementMode.values())
                    .filter(each -> new Answering(each, commitBlocks).code().equals(code))
                    .findFirst()
                    .orElse(AcknowledgementMode.AS_SENT);
            return new Answering(mode, commitBlocks);
        }

        String code() {
            return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The answer as it is put on the line. */
        byte[] framed(byte[] answer) {
            return commitBlocks ? CommitBlock.before(answer) : answer;
        }
    }

    /** Which messages are taken from it. */
    public IntakePolicy intake() {
        return new IntakePolicy(
                results.sends(),
                dialect.habits().flag(Extensions.ANALYZER_TEST_MESSAGES) ? TestMessages.TAKEN : TestMessages.REFUSED);
    }

    /** Where its clock hangs, or the usual zone when nothing is said of it. */
    public ZoneId zone(ZoneId usual) {
        return dialect.zone(usual);
    }

    public AcknowledgementMode acknowledgement() {
        return dialect.answering().mode();
    }

    public boolean speaksInCommitBlocks() {
        return dialect.answering().commitBlocks();
    }

    /** A sender without a Device that a demonstration server hears nevertheless. */
    static Analyzer unregistered(TenantId tenant, Sender sender) {
        return unregistered(tenant, sender.application(), sender.facility());
    }

    static Analyzer unregistered(TenantId tenant, String application, String facility) {
        return new Analyzer(
                tenant,
                null,
                Standing.ACTIVE,
                new Recognition(application, facility, null, null, null),
                new Results(true, true),
                null,
                null,
                Dialect.STANDARD);
    }

    /** Messages of one lane are filed one after the other, in the order in which they came. */
    public String lane() {
        return device != null ? "Device/" + device : recognition.application() + "|" + recognition.facility();
    }

    /** Its lane among those of all tenants. */
    public String laneHere() {
        return tenant.value() + " " + lane();
    }

    /** Who acts when its results are filed. */
    public String subject() {
        return device != null ? "Device/" + device : "Device?" + recognition.application();
    }
}
