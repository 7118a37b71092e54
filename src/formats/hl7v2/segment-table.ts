/**
 * The fields of the segments that messages are made of, from our reading of HL7 2.5.1 with what 2.8 added: in order,
 * each its name, its data type behind a colon, and the table of its codes behind a hash. One line a segment.
 */
const SEGMENTS: Record<string, [name: string, fields: string]> = {
  MSH: [
    'Message header',
    'Field separator:ST|Encoding characters:ST|Sending application:HD|Sending facility:HD|Receiving application:HD|Receiving facility:HD|Message date and time:TS|Security:ST|Message type:MSG|Message control id:ST|Processing id:PT|HL7 version:VID|Sequence number:NM|Continuation pointer:ST|Accept acknowledgment type:ID#0155|Application acknowledgment type:ID#0155|Country code:ID|Character set:ID|Principal language:CE|Alternate character set handling:ID|Message profile:EI|Sending responsible organization:XON|Receiving responsible organization:XON|Sending network address:HD|Receiving network address:HD',
  ],
  SFT: [
    'Software',
    'Vendor:XON|Version:ST|Product name:ST|Binary id:ST|Product information:TX|Installed on:TS',
  ],
  MSA: [
    'Acknowledgment',
    'Acknowledgment code:ID#0008|Message control id:ST|Text message:ST|Expected sequence number:NM|Delayed acknowledgment type:ID|Error condition:CE|Message waiting number:NM|Message waiting priority:ID',
  ],
  ERR: [
    'Error',
    'Error code and location:ELD|Error location:ERL|HL7 error code:CWE|Severity:ID#0516|Application error code:CWE|Application error parameter:ST|Diagnostic information:TX|User message:TX|Inform person indicator:IS|Override type:CWE|Override reason:CWE|Help desk contact:XTN',
  ],
  EVN: [
    'Event',
    'Event type code:ID#0003|Recorded:TS|Planned:TS|Reason:IS#0062|Operator:XCN|Occurred:TS|Facility:HD',
  ],
  PID: [
    'Patient identification',
    'Set id:SI|Patient id:CX|Patient identifiers:CX|Alternate patient id:CX|Patient name:XPN|Mother’s maiden name:XPN|Born:TS|Administrative sex:IS#0001|Patient alias:XPN|Race:CE|Patient address:XAD|County code:IS|Home phone:XTN|Business phone:XTN|Primary language:CE|Marital status:CE#0002|Religion:CE|Patient account number:CX|Social security number:ST|Driver’s license number:DLN|Mother’s identifier:CX|Ethnic group:CE#0189|Birth place:ST|Multiple birth indicator:ID#0136|Birth order:NM|Citizenship:CE|Veterans military status:CE|Nationality:CE|Died:TS|Death indicator:ID#0136|Identity unknown indicator:ID#0136|Identity reliability code:IS|Last updated:TS|Last update facility:HD|Species:CE|Breed:CE|Strain:ST|Production class:CE|Tribal citizenship:CWE|Patient telecommunication:XTN',
  ],
  PD1: [
    'Patient, further demographics',
    'Living dependency:IS|Living arrangement:IS|Primary facility:XON|Primary care provider:XCN|Student indicator:IS|Handicap:IS|Living will:IS|Organ donor:IS|Separate bill:ID#0136|Duplicate patient:CX|Publicity code:CE|Protection indicator:ID#0136|Protection effective:DT|Place of worship:XON|Advance directive:CE|Immunization registry status:IS|Immunization registry status effective:DT|Publicity code effective:DT|Military branch:IS|Military rank:IS|Military status:IS',
  ],
  NK1: [
    'Next of kin',
    'Set id:SI|Name:XPN|Relationship:CE#0063|Address:XAD|Phone:XTN|Business phone:XTN|Contact role:CE#0131|Start:DT|End:DT|Job title:ST|Job code:JCC|Employee number:CX|Organization:XON|Marital status:CE#0002|Administrative sex:IS#0001|Born:TS|Living dependency:IS|Ambulatory status:IS|Citizenship:CE|Primary language:CE|Living arrangement:IS|Publicity code:CE|Protection indicator:ID#0136|Student indicator:IS|Religion:CE|Mother’s maiden name:XPN|Nationality:CE|Ethnic group:CE#0189|Contact reason:CE|Contact name:XPN|Contact phone:XTN|Contact address:XAD|Identifiers:CX|Job status:IS|Race:CE|Handicap:IS|Contact social security number:ST|Birth place:ST|VIP indicator:IS',
  ],
  PV1: [
    'Visit',
    'Set id:SI|Patient class:IS#0004|Assigned location:PL|Admission type:IS#0007|Preadmit number:CX|Prior location:PL|Attending doctor:XCN|Referring doctor:XCN|Consulting doctor:XCN|Hospital service:IS#0069|Temporary location:PL|Preadmit test indicator:IS|Readmission indicator:IS|Admit source:IS|Ambulatory status:IS|VIP indicator:IS|Admitting doctor:XCN|Patient type:IS|Visit number:CX|Financial class:FC|Charge price indicator:IS|Courtesy code:IS|Credit rating:IS|Contract code:IS|Contract effective:DT|Contract amount:NM|Contract period:NM|Interest code:IS|Transfer to bad debt code:IS|Transfer to bad debt date:DT|Bad debt agency code:IS|Bad debt transfer amount:NM|Bad debt recovery amount:NM|Delete account indicator:IS|Delete account date:DT|Discharge disposition:IS|Discharged to location:DLD|Diet type:CE|Servicing facility:IS|Bed status:IS|Account status:IS|Pending location:PL|Prior temporary location:PL|Admitted:TS|Discharged:TS|Current patient balance:NM|Total charges:NM|Total adjustments:NM|Total payments:NM|Alternate visit id:CX|Visit indicator:IS|Other healthcare provider:XCN',
  ],
  PV2: [
    'Visit, further information',
    'Prior pending location:PL|Accommodation code:CE|Admit reason:CE|Transfer reason:CE|Patient valuables:ST|Patient valuables location:ST|Visit user code:IS|Expected admit:TS|Expected discharge:TS|Estimated length of stay:NM|Actual length of stay:NM|Visit description:ST|Referral source:XCN|Previous service:DT|Employment illness related:ID#0136|Purge status:IS|Purge status date:DT|Special program:IS|Retention indicator:ID#0136|Expected number of insurance plans:NM|Visit publicity code:IS|Visit protection indicator:ID#0136|Clinic organization:XON|Patient status:IS|Visit priority:IS|Previous treatment:DT|Expected discharge disposition:IS|Signature on file:DT|First similar illness:DT|Patient charge adjustment:CE|Recurring service:IS|Billing media:ID#0136|Expected surgery:TS|Military partnership:ID#0136|Military non-availability:ID#0136|Newborn baby:ID#0136|Baby detained:ID#0136|Mode of arrival:CE|Recreational drug use:CE|Admission level of care:CE|Precaution code:CE|Patient condition:CE|Living will:IS|Organ donor:IS|Advance directive:CE|Patient status effective:DT|Expected leave of absence return:TS|Expected preadmission testing:TS|Notify clergy:IS',
  ],
  AL1: [
    'Allergy',
    'Set id:SI|Allergen type:CE#0127|Allergen:CE|Severity:CE#0128|Reaction:ST|Identified:DT',
  ],
  IAM: [
    'Adverse reaction',
    'Set id:SI|Allergen type:CE#0127|Allergen:CE|Severity:CE#0128|Reaction:ST|Action code:CNE|Unique identifier:EI|Action reason:ST|Sensitivity:CE|Allergen group:CE|Onset:DT|Onset text:ST|Reported:TS|Reported by:XPN|Relationship to patient:CE|Alert device code:CE|Clinical status:CE|Statused by:XCN|Statused by organization:XON|Statused at:TS',
  ],
  DG1: [
    'Diagnosis',
    'Set id:SI|Coding method:ID|Diagnosis code:CE|Description:ST|Diagnosed:TS|Diagnosis type:IS#0052|Major diagnostic category:CE|Diagnostic related group:CE|DRG approval:ID#0136|DRG grouper review:IS|Outlier type:CE|Outlier days:NM|Outlier cost:CP|Grouper version:ST|Priority:ID|Diagnosing clinician:XCN|Classification:IS|Confidential:ID#0136|Attested:TS|Diagnosis identifier:EI|Action code:ID#0206|Parent diagnosis:EI|DRG CCL value:CE|DRG grouping usage:ID#0136|DRG determination status:IS|Present on admission:IS',
  ],
  PR1: [
    'Procedure',
    'Set id:SI|Coding method:IS|Procedure code:CE|Description:ST|Performed:TS|Functional type:IS|Minutes:NM|Anesthesiologist:XCN|Anesthesia code:IS|Anesthesia minutes:NM|Surgeon:XCN|Practitioner:XCN|Consent code:CE|Priority:ID|Associated diagnosis:CE|Modifier:CE|DRG type:IS|Tissue type:CE|Procedure identifier:EI|Action code:ID#0206',
  ],
  PRB: [
    'Problem',
    'Action code:ID#0287|Action time:TS|Problem:CE|Instance id:EI|Episode of care id:EI|List priority:NM|Established:TS|Anticipated resolution:TS|Resolved:TS|Classification:CE|Management discipline:CE|Persistence:CE|Confirmation status:CE|Life cycle status:CE|Life cycle status since:TS|Onset:TS|Onset text:ST|Ranking:CE|Certainty:CE|Probability:NM|Individual awareness:CE|Prognosis:CE|Prognosis awareness:CE|Family awareness:ST|Security:CE',
  ],
  ROL: [
    'Role',
    'Instance id:EI|Action code:ID#0287|Role:CE|Person:XCN|Begin:TS|End:TS|Duration:CE|Action reason:CE|Provider type:CE|Organization unit type:CE|Address:XAD|Phone:XTN',
  ],
  PRT: [
    'Participation',
    'Instance id:EI|Action code:ID#0287|Action reason:CWE|Participation:CWE|Person:XCN|Provider type:CWE|Organization unit type:CWE|Organization:XON|Location:PL|Device:EI|Begin:TS|End:TS|Qualitative duration:CWE|Address:XAD|Telecommunication:XTN|Device identifier:EI|Device manufactured:TS|Device expires:TS|Device lot number:ST|Device serial number:ST',
  ],
  GT1: [
    'Guarantor',
    'Set id:SI|Guarantor number:CX|Name:XPN|Spouse name:XPN|Address:XAD|Home phone:XTN|Business phone:XTN|Born:TS|Administrative sex:IS#0001|Type:IS|Relationship:CE#0063|Social security number:ST|Begin:DT|End:DT|Priority:NM|Employer name:XPN|Employer address:XAD|Employer phone:XTN|Employee id:CX|Employment status:IS|Organization name:XON',
  ],
  IN1: [
    'Insurance',
    'Set id:SI|Plan id:CE|Company id:CX|Company name:XON|Company address:XAD|Company contact:XPN|Company phone:XTN|Group number:ST|Group name:XON|Insured’s group employer id:CX|Insured’s group employer name:XON|Plan effective:DT|Plan expires:DT|Authorization:AUI|Plan type:IS|Insured’s name:XPN|Insured’s relationship to patient:CE#0063|Insured born:TS|Insured’s address:XAD|Assignment of benefits:IS|Coordination of benefits:IS|Coordination priority:ST|Notice of admission:ID#0136|Notice of admission date:DT|Report of eligibility:ID#0136|Report of eligibility date:DT|Release information code:IS|Pre-admit certification:ST|Verified:TS|Verified by:XCN|Agreement type code:IS|Billing status:IS|Lifetime reserve days:NM|Delay before lifetime reserve day:NM|Company plan code:IS|Policy number:ST|Policy deductible:CP|Policy limit amount:CP|Policy limit days:NM|Semi-private room rate:CP|Private room rate:CP|Insured’s employment status:CE|Insured’s administrative sex:IS#0001|Insured’s employer address:XAD|Verification status:ST|Prior insurance plan id:IS|Coverage type:IS|Handicap:IS|Insured’s id number:CX',
  ],
  MRG: [
    'Merge: prior patient',
    'Prior patient identifiers:CX|Prior alternate patient id:CX|Prior patient account number:CX|Prior patient id:CX|Prior visit number:CX|Prior alternate visit id:CX|Prior patient name:XPN',
  ],
  ORC: [
    'Common order',
    'Order control:ID#0119|Placer order number:EI|Filler order number:EI|Placer group number:EI|Order status:ID#0038|Response flag:ID|Quantity and timing:TQ|Parent:EIP|Transaction time:TS|Entered by:XCN|Verified by:XCN|Ordering provider:XCN|Enterer’s location:PL|Call back phone:XTN|Effective:TS|Control code reason:CE|Entering organization:CE|Entering device:CE|Action by:XCN|Advanced beneficiary notice:CE|Ordering facility:XON|Ordering facility address:XAD|Ordering facility phone:XTN|Ordering provider address:XAD|Order status modifier:CWE|Advanced beneficiary notice override:CWE|Filler’s expected availability:TS|Confidentiality:CWE|Order type:CWE|Enterer authorization mode:CNE|Parent universal service:CWE',
  ],
  OBR: [
    'Observation request',
    'Set id:SI|Placer order number:EI|Filler order number:EI|Universal service:CE|Priority:ID|Requested:TS|Observed from:TS|Observed to:TS|Collection volume:CQ|Collector:XCN|Specimen action code:ID|Danger code:CE|Relevant clinical information:ST|Specimen received:TS|Specimen source:SPS|Ordering provider:XCN|Order call back phone:XTN|Placer field 1:ST|Placer field 2:ST|Filler field 1:ST|Filler field 2:ST|Results reported or changed:TS|Charge to practice:MOC|Diagnostic service section:ID#0074|Result status:ID#0123|Parent result:PRL|Quantity and timing:TQ|Result copies to:XCN|Parent:EIP|Transportation mode:ID|Reason for study:CE|Principal result interpreter:NDL|Assistant result interpreter:NDL|Technician:NDL|Transcriptionist:NDL|Scheduled:TS|Number of sample containers:NM|Transport logistics:CE|Collector’s comment:CE|Transport arrangement responsibility:CE|Transport arranged:ID|Escort required:ID|Planned patient transport comment:CE|Procedure code:CE|Procedure code modifier:CE|Placer supplemental service:CE|Filler supplemental service:CE|Medically necessary duplicate reason:CWE|Result handling:IS|Parent universal service:CWE',
  ],
  OBX: [
    'Observation',
    'Set id:SI|Value type:ID#0125|Observation:CE|Observation sub-id:ST|Value:*|Units:CE|Reference range:ST|Abnormal flags:IS#0078|Probability:NM|Nature of abnormal test:ID#0080|Result status:ID#0085|Reference range effective:TS|User defined access checks:ST|Observed:TS|Producer’s id:CE|Responsible observer:XCN|Observation method:CE|Equipment instance:EI|Analyzed:TS|Observation site:CWE|Observation instance:EI|Mood code:CNE|Performing organization:XON|Performing organization address:XAD|Performing medical director:XCN|Patient results release:ID|Root cause:CWE|Local process control:CWE|Observation type:ID',
  ],
  NTE: [
    'Note',
    'Set id:SI|Source:ID#0105|Comment:FT|Comment type:CE|Entered by:XCN|Entered:TS|Effective from:TS|Expires:TS',
  ],
  SPM: [
    'Specimen',
    'Set id:SI|Specimen id:EIP|Parent ids:EIP|Type:CWE|Type modifier:CWE|Additives:CWE|Collection method:CWE|Source site:CWE|Source site modifier:CWE|Collection site:CWE|Role:CWE|Collection amount:CQ|Grouped count:NM|Description:ST|Handling code:CWE|Risk code:CWE|Collected:DR|Received:TS|Expires:TS|Available:ID#0136|Reject reason:CWE|Quality:CWE|Appropriateness:CWE|Condition:CWE|Current quantity:CQ|Number of containers:NM|Container type:CWE|Container condition:CWE|Child role:CWE',
  ],
  TXA: [
    'Document',
    'Set id:SI|Document type:IS#0270|Content presentation:ID#0191|Activity time:TS|Primary activity provider:XCN|Originated:TS|Transcribed:TS|Edited:TS|Originator:XCN|Assigned authenticator:XCN|Transcriptionist:XCN|Unique document number:EI|Parent document number:EI|Placer order number:EI|Filler order number:EI|Unique document file name:ST|Completion status:ID#0271|Confidentiality status:ID#0272|Availability status:ID#0273|Storage status:ID#0275|Change reason:ST|Authenticated by:PPN|Distributed copies:XCN',
  ],
  SCH: [
    'Scheduled activity',
    'Placer appointment id:EI|Filler appointment id:EI|Occurrence number:NM|Placer group number:EI|Schedule id:CE|Event reason:CE|Appointment reason:CE|Appointment type:CE|Duration:NM|Duration units:CE|Timing:TQ|Placer contact:XCN|Placer contact phone:XTN|Placer contact address:XAD|Placer contact location:PL|Filler contact:XCN|Filler contact phone:XTN|Filler contact address:XAD|Filler contact location:PL|Entered by:XCN|Entered by phone:XTN|Entered by location:PL|Parent placer appointment id:EI|Parent filler appointment id:EI|Filler status:CE|Placer order number:EI|Filler order number:EI',
  ],
  RGS: ['Resource group', 'Set id:SI|Action code:ID#0206|Resource group id:CE'],
  AIS: [
    'Appointment: service',
    'Set id:SI|Action code:ID#0206|Universal service:CE|Start:TS|Start offset:NM|Start offset units:CE|Duration:NM|Duration units:CE|Allow substitution:IS|Filler status:CE',
  ],
  AIG: [
    'Appointment: general resource',
    'Set id:SI|Action code:ID#0206|Resource id:CE|Resource type:CE|Resource group:CE|Quantity:NM|Quantity units:CE|Start:TS|Start offset:NM|Start offset units:CE|Duration:NM|Duration units:CE|Allow substitution:IS|Filler status:CE',
  ],
  AIL: [
    'Appointment: location',
    'Set id:SI|Action code:ID#0206|Location:PL|Location type:CE|Location group:CE|Start:TS|Start offset:NM|Start offset units:CE|Duration:NM|Duration units:CE|Allow substitution:IS|Filler status:CE',
  ],
  AIP: [
    'Appointment: personnel',
    'Set id:SI|Action code:ID#0206|Personnel:XCN|Resource type:CE|Resource group:CE|Start:TS|Start offset:NM|Start offset units:CE|Duration:NM|Duration units:CE|Allow substitution:IS|Filler status:CE',
  ],
  TQ1: [
    'Timing',
    'Set id:SI|Quantity:CQ|Repeat pattern:RPT|Explicit time:TM|Relative time and units:CQ|Service duration:CQ|Start:TS|End:TS|Priority:CWE|Condition:TX|Text instruction:TX|Conjunction:ID|Occurrence duration:CQ|Total occurrences:NM',
  ],
  RXO: [
    'Pharmacy order',
    'Requested medicine:CE|Amount minimum:NM|Amount maximum:NM|Units:CE|Dosage form:CE|Pharmacy instructions:CE|Administration instructions:CE|Deliver to:PL|Allow substitutions:ID|Dispense code:CE|Dispense amount:NM|Dispense units:CE|Refills:NM|Ordering provider’s DEA number:XCN|Pharmacist verifier:XCN|Needs human review:ID#0136|Requested per time unit:ST|Strength:NM|Strength units:CE|Indication:CE|Rate amount:ST|Rate units:CE',
  ],
  RXA: [
    'Administration',
    'Give sub-id counter:NM|Administration sub-id counter:NM|Started:TS|Ended:TS|Administered:CE|Amount:NM|Units:CE|Dosage form:CE|Notes:CE|Administered by:XCN|Administered at:LA2|Per time unit:ST|Strength:NM|Strength units:CE|Lot number:ST|Expires:TS|Manufacturer:CE|Refusal reason:CE|Indication:CE|Completion status:ID#0322|Action code:ID#0206|System entry time:TS|Drug strength volume:NM|Drug strength volume units:CWE|Barcode:CWE|Order type:ID',
  ],
  RXE: [
    'Encoded order',
    'Quantity and timing:TQ|Give:CE|Amount minimum:NM|Amount maximum:NM|Units:CE|Dosage form:CE|Administration instructions:CE|Deliver to:LA1|Substitution status:ID|Dispense amount:NM|Dispense units:CE|Refills:NM|Ordering provider’s DEA number:XCN|Pharmacist verifier:XCN|Prescription number:ST|Refills remaining:NM|Refills dispensed:NM|Last dispensed:TS|Total daily dose:CQ|Needs human review:ID#0136|Special dispensing instructions:CE|Per time unit:ST|Rate amount:ST|Rate units:CE|Strength:NM|Strength units:CE|Indication:CE|Dispense package size:NM|Dispense package size unit:CE|Dispense package method:ID',
  ],
  RXR: [
    'Route',
    'Route:CE#0162|Administration site:CWE#0163|Administration device:CE|Administration method:CE|Routing instruction:CE',
  ],
  RXC: [
    'Component',
    'Component type:ID#0166|Component:CE|Amount:NM|Units:CE|Strength:NM|Strength units:CE|Supplementary code:CE',
  ],
  FT1: [
    'Financial transaction',
    'Set id:SI|Transaction id:ST|Batch id:ST|Transaction time:DR|Posted:TS|Transaction type:IS|Transaction code:CE|Description:ST|Alternate description:ST|Quantity:NM|Amount extended:CP|Amount per unit:CP|Department:CE|Insurance plan:CE|Insurance amount:CP|Assigned location:PL|Fee schedule:IS|Patient type:IS|Diagnosis:CE|Performed by:XCN|Ordered by:XCN|Unit cost:CP|Filler order number:EI|Entered by:XCN|Procedure code:CE|Procedure modifier:CE',
  ],
  CTD: [
    'Contact',
    'Contact role:CE#0131|Name:XPN|Address:XAD|Location:PL|Telecommunication:XTN|Preferred method:CE|Identifiers:PLN',
  ],
  QRD: [
    'Query',
    'Query time:TS|Format code:ID|Priority:ID|Query id:ST|Deferred response type:ID|Deferred response time:TS|Quantity limited request:CQ|Who subject:XCN|What subject:CE|What department data:CE|What data code:VR|Results level:ID',
  ],
  QPD: ['Query parameters', 'Query name:CE|Query tag:ST'],
  QAK: [
    'Query acknowledgment',
    'Query tag:ST|Response status:ID#0208|Query name:CE|Hits in total:NM|Hits in this answer:NM|Hits remaining:NM',
  ],
  FHS: [
    'File header',
    'Field separator:ST|Encoding characters:ST|Sending application:HD|Sending facility:HD|Receiving application:HD|Receiving facility:HD|Created:TS|Security:ST|File name or id:ST|Comment:ST|Control id:ST|Reference control id:ST',
  ],
  BHS: [
    'Batch header',
    'Field separator:ST|Encoding characters:ST|Sending application:HD|Sending facility:HD|Receiving application:HD|Receiving facility:HD|Created:TS|Security:ST|Batch name or id:ST|Comment:ST|Control id:ST|Reference control id:ST',
  ],
  BTS: ['Batch trailer', 'Messages:ST|Comment:ST|Totals:NM'],
  FTS: ['File trailer', 'Batches:NM|Comment:ST'],
  DSC: ['Continuation', 'Continuation pointer:ST|Continuation style:ID'],
  ACC: [
    'Accident',
    'Happened:TS|Code:CE|Location:ST|Auto accident state:CE|Job related:ID#0136|Death:ID#0136',
  ],
}

export interface FieldDefinition {
  name: string
  /** `*` for OBX-5, whose type OBX-2 names. */
  type: string
  /** The HL7 table of its codes, `0078`. */
  table: string | undefined
}

/** What a segment is called; a segment of a site's own or one that is not in the table by its id. */
export function segmentName(id: string): string {
  const known = Object.hasOwn(SEGMENTS, id) ? SEGMENTS[id] : undefined
  return known?.[0] ?? (id.startsWith('Z') ? `${id}, a segment of its own system` : id)
}

/** Whether the table has the segment, or its id is of the kind that sites give their own. */
export function isSegmentId(id: string): boolean {
  return Object.hasOwn(SEGMENTS, id) || id.startsWith('Z')
}

/** Whether the standard has the segment, in the table or not. */
export function isStandardSegment(id: string): boolean {
  return isSegmentId(id) || FURTHER.has(id)
}

/** Of HL7 2.9, appendix A: what the table does not describe. */
const FURTHER: ReadonlySet<string> = new Set(
  (
    'ABS ADD AFF APR ARQ ARV AUT BLC BLG BPO BPX BTX BUI CDM CDO CER CM0 CM1 CM2 CNS CON CSP CSR CSS CTI DB1 DEV DMI DON DPS DRG DSP DST ECD ECR EDU EQP EQU FAC GOL GP1 GP2 IAM IAR IIM ILT IN2 IN3 INV IPC IPR ISD ITM IVC IVT LAN LCC LCH LDP LOC LRL MCP MFA MFE MFI NCK NDS NPU NSC NST ' +
    'ODS ODT OH1 OH2 OH3 OH4 OM1 OM2 OM3 OM4 OM5 OM6 OM7 OMC OMD ORG OVR PAC PCE PCR PDA PDC PEO PES PKG PM1 PMT PRA PRC PSG PSH PSL PSS PTH PV2 PYE QID QRF QRI RCP RDF RDT REL RF1 RFI RMI RQ1 RQD RXD RXG RXV SAC SCD SCP SDD SGH SGT SHP SID SLT STF STZ TCC TCD TQ2 TXA UAC UB1 UB2 URD URS VAR VND'
  ).split(' '),
)

/** `undefined` where the table does not know the segment or the field. */
export function fieldDefinition(id: string, position: number): FieldDefinition | undefined {
  const text = SEGMENTS[id]?.[1].split('|')[position - 1]
  if (text === undefined) return undefined
  const [, name = '', type = 'ST', table] = /^([^:]+):([^#]+)(?:#(\d+))?$/.exec(text) ?? []
  return { name, type, table }
}
