package org.openward.interfaceengine;

/** A result message of an analyzer: a blood count with a hemoglobin. */
record BloodCount(
        String analyzer,
        String controlId,
        String patient,
        String order,
        String sample,
        String hemoglobin,
        String status,
        String testCode,
        String time) {
    static BloodCount from(String analyzer) {
        return new BloodCount(
                analyzer, "1", "", "", analyzer + "-S1", "10.9", "F", "HGB^Hemoglobin^L", "20261121081500");
    }

    BloodCount of(String medicalRecordNumber) {
        return new BloodCount(
                analyzer, controlId, medicalRecordNumber, order, sample, hemoglobin, status, testCode, time);
    }

    BloodCount answering(String accession) {
        return new BloodCount(analyzer, controlId, patient, accession, accession, hemoglobin, status, testCode, time);
    }

    BloodCount sample(String number) {
        return new BloodCount(analyzer, controlId, patient, order, number, hemoglobin, status, testCode, time);
    }

    BloodCount controlled(String id) {
        return new BloodCount(analyzer, id, patient, order, sample, hemoglobin, status, testCode, time);
    }

    BloodCount hemoglobin(String value, String resultStatus) {
        return new BloodCount(analyzer, controlId, patient, order, sample, value, resultStatus, testCode, time);
    }

    BloodCount test(String code) {
        return new BloodCount(analyzer, controlId, patient, order, sample, hemoglobin, status, code, time);
    }

    BloodCount at(String otherTime) {
        return new BloodCount(analyzer, controlId, patient, order, sample, hemoglobin, status, testCode, otherTime);
    }

    @Override
    public String toString() {
        return """
                MSH|^~\\&|%1$s|LAB|OPENWARD|HOSPITAL|%9$s||ORU^R01^ORU_R01|%2$s|P|2.5.1||||||UNICODE UTF-8
                PID|1||%3$s^^^OPENWARD^MR||Rao^Asha
                OBR|1|%4$s|%5$s|58410-2^CBC panel^LN|||20261121080000||||||||||||||||||F
                OBX|1|NM|%8$s||%6$s|g/dL|12.0-15.5|L|||%7$s|||%9$s
                """
                .formatted(analyzer, controlId, patient, order, sample, hemoglobin, status, testCode, time)
                .replace('\n', '\r');
    }
}
