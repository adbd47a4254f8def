package org.openward.hl7v2;

import java.util.Set;

/** The names of segments: those of HL7 versions 2.1 to 2.8, and what begins with Z. */
final class SegmentNames {
    private static final Set<String> STANDARD = Set.of(("ABS ACC ADD ADJ AFF AIG AIL AIP AIS AL1 APR ARQ ARV AUT"
                    + " BHS BLC BLG BPO BPX BTS BTX BUI CDM CDO CER CM0 CM1 CM2 CNS CON CSP CSR CSS CTD CTI CTR"
                    + " DB1 DEV DG1 DMI DON DPS DRG DSC DSP DST ECD ECR EDU EQL EQP EQU ERQ ERR EVN FAC FHS FT1 FTS"
                    + " GOL GP1 GP2 GT1 IAM IAR IIM ILT IN1 IN2 IN3 INV IPC IPR ISD ITM IVC IVT"
                    + " LAN LCC LCH LDP LOC LRL MCP MFA MFE MFI MRG MSA MSH NCK NDS NK1 NPU NSC NST NTE"
                    + " OBR OBX ODS ODT OH1 OH2 OH3 OH4 OM1 OM2 OM3 OM4 OM5 OM6 OM7 OM8 OMC ORC ORG OVR"
                    + " PAC PCE PCR PD1 PDA PDC PEO PES PEX PID PKG PM1 PMT PR1 PRA PRB PRC PRD PRT PSG PSH PSL PSS PTH"
                    + " PV1 PV2 PYE QAK QID QPD QRD QRF QRI RCP RDF RDT REL RF1 RFI RGS RMI ROL RQ1 RQD"
                    + " RXA RXC RXD RXE RXG RXO RXR RXV SAC SCD SCH SCP SDD SFT SGH SGT SHP SID SLT SPM SPR STF STZ"
                    + " TCC TCD TQ1 TQ2 TXA UAC UB1 UB2 URD URS VAR VND VTQ")
            .split(" "));

    private SegmentNames() {}

    static boolean includes(String name) {
        return name.startsWith("Z") || STANDARD.contains(name);
    }
}
