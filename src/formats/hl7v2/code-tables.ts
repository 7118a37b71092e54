/** HL7 v2 code tables in words: those that a reader meets, and not those that the text beside a code says anyway. */
const TABLES: Record<string, string> = {
  '0001': 'F=Female;M=Male;O=Other;U=Unknown;A=Ambiguous;N=Not applicable;X=Unspecified',
  '0002':
    'A=Separated;B=Unmarried;C=Common law;D=Divorced;E=Legally separated;G=Living together;I=Interlocutory;M=Married;N=Annulled;O=Other;P=Domestic partner;R=Registered domestic partner;S=Single;T=Unreported;U=Unknown;W=Widowed',
  '0004':
    'B=Obstetrics;C=Commercial account;E=Emergency;I=Inpatient;N=Not applicable;O=Outpatient;P=Preadmit;R=Recurring patient;U=Unknown',
  '0007': 'A=Accident;C=Elective;E=Emergency;L=Labor and delivery;N=Newborn;R=Routine;U=Urgent',
  '0008':
    'AA=Accepted;AE=Error;AR=Rejected;CA=Received and stored;CE=Received with an error;CR=Received and rejected',
  '0038':
    'A=Some, but not all, results available;CA=Canceled;CM=Completed;DC=Discontinued;ER=Error, order not found;HD=On hold;IP=In process;RP=Replaced;SC=In process, scheduled',
  '0052': 'A=Admitting;F=Final;W=Working',
  '0062':
    '01=Patient request;02=Physician or practitioner order;03=Census management;O=Other;U=Unknown',
  '0063':
    'BRO=Brother;CGV=Care giver;CHD=Child;DEP=Dependent;DOM=Life partner;EMC=Emergency contact;EMR=Employer;EXF=Extended family;FCH=Foster child;FND=Friend;FTH=Father;GCH=Grandchild;GRD=Guardian;GRP=Grandparent;MTH=Mother;NCH=Natural child;NON=None;OAD=Other adult;OTH=Other;OWN=Owner;PAR=Parent;SCH=Stepchild;SEL=Self;SIB=Sibling;SIS=Sister;SPO=Spouse;TRA=Trainer;UNK=Unknown;WRD=Ward of court',
  '0074':
    'AU=Audiology;BG=Blood gases;BLB=Blood bank;CT=CT scan;CTH=Cardiac catheterization;CUS=Cardiac ultrasound;CH=Chemistry;CP=Cytopathology;EC=Electrocardiac;EN=Electroneuro;GE=Genetics;HM=Hematology;ICU=Bedside ICU monitoring;IMG=Diagnostic imaging;IMM=Immunology;LAB=Laboratory;MB=Microbiology;MCB=Mycobacteriology;MYC=Mycology;NMR=Nuclear magnetic resonance;NMS=Nuclear medicine;NRS=Nursing service;OSL=Outside laboratory;OT=Occupational therapy;OTH=Other;OUS=Obstetric ultrasound;PF=Pulmonary function;PHR=Pharmacy;PHY=Physician;PT=Physical therapy;RAD=Radiology;RC=Respiratory care;RT=Radiation therapy;RUS=Radiology ultrasound;RX=Radiograph;SP=Surgical pathology;SR=Serology;TX=Toxicology;VR=Virology;VUS=Vascular ultrasound;XRC=Cineradiograph',
  '0076':
    'ACK=General acknowledgment;ADR=Answer to an ADT query;ADT=Patient administration;BAR=Billing account;CRM=Clinical study registration;CSU=Clinical study data;DFT=Financial transaction;DSR=Display response;EDR=Enhanced display response;ERP=Event replay response;MCF=Delayed acknowledgment;MDM=Document management;MFK=Master file acknowledgment;MFN=Master file notification;MFQ=Master file query;NMD=Application management data;OMB=Blood product order;OMD=Dietary order;OMG=General order;OMI=Imaging order;OML=Laboratory order;OMN=Non-stock order;OMP=Pharmacy order;OMS=Stock order;ORB=Answer to a blood product order;ORF=Answer to a results query;ORG=Answer to a general order;ORL=Answer to a laboratory order;ORM=Order;ORR=Answer to an order;ORU=Observation result;OSQ=Order status query;OSR=Order status response;OUL=Laboratory observation result;PEX=Product experience;PGL=Patient goal;PIN=Patient insurance;PMU=Personnel record;PPG=Patient pathway, goal-oriented;PPP=Patient pathway, problem-oriented;PPR=Patient problem;PRR=Patient problem response;QBP=Query by parameter;QCK=Query acknowledgment;QRY=Query;RAR=Administration information;RAS=Pharmacy administration;RCI=Return clinical information;RDE=Pharmacy encoded order;RDS=Pharmacy dispense;RDY=Display response;REF=Patient referral;RGV=Pharmacy give;ROR=Pharmacy order response;RPA=Return patient authorization;RPI=Return patient information;RQI=Request for insurance information;RQP=Request for patient demographics;RRA=Answer to a pharmacy administration;RRI=Return referral information;RSP=Answer to a query by parameter;SIU=Scheduling information;SQM=Schedule query;SQR=Schedule query response;SRM=Schedule request;SRR=Answer to a schedule request;SSU=Specimen status;TCU=Test code settings;UDM=Unsolicited display;VXQ=Vaccination record query;VXR=Vaccination record response;VXU=Vaccination record update;VXX=Vaccination record, several candidates',
  '0078':
    'L=Low;H=High;LL=Critically low;HH=Critically high;<=Below the scale;>=Above the scale;N=Normal;A=Abnormal;AA=Critically abnormal;U=Significant rise;D=Significant fall;B=Better;W=Worse;S=Susceptible;R=Resistant;I=Intermediate;MS=Moderately susceptible;VS=Very susceptible;SDD=Susceptible, dose dependent;NS=Not susceptible;POS=Positive;NEG=Negative;IND=Indeterminate;DET=Detected;ND=Not detected;RR=Reactive;WR=Weakly reactive;NR=Not reactive;LU=Significantly low;HU=Significantly high;HX=Above the high threshold;LX=Below the low threshold;null=No range defined, or normal ranges do not apply',
  '0080':
    'A=An age-based population;N=None, generic normal range;R=A race-based population;S=A sex-based population',
  '0085':
    'C=Corrected, replaces a final result;D=Deleted;F=Final;I=Specimen in laboratory, results pending;N=Not asked;O=Order detail only, no result;P=Preliminary;R=Not verified;S=Partial;U=Final, only the status changed;V=Verified;W=Wrong, sent for the wrong patient;X=Cannot be obtained',
  '0103': 'D=Debugging;P=Production;T=Training (test)',
  '0105': 'L=Filler (laboratory);P=Placer;O=Other',
  '0119':
    'AF=Order refill approved;CA=Cancel order;CH=Child order;CN=Combined result;CR=Canceled as requested;DC=Discontinue order;DE=Data errors;DF=Refill denied;DR=Discontinued as requested;FU=Refilled, unsolicited;HD=Hold order;HR=On hold as requested;LI=Link order;NA=Number assigned;NW=New order;OC=Order canceled;OD=Order discontinued;OE=Order released;OF=Refilled as requested;OH=Order held;OK=Accepted;OR=Released as requested;PA=Parent order;PR=Previous results with a new order;RE=Observations to follow;RF=Refill request;RL=Release previous hold;RO=Replacement order;RP=Order replace request;RR=Request received;RU=Replaced, unsolicited;SC=Status changed;SN=Send order number;SR=Response to a status request;SS=Send order status request;UA=Unable to accept;UC=Unable to cancel;UX=Unable to change;XO=Change order;XR=Changed as requested;XX=Order changed, unsolicited',
  '0123':
    'A=Some, but not all, results available;C=Corrected;F=Final;I=No results, specimen received;O=Order received, specimen not yet;P=Preliminary;R=Not yet verified;S=Scheduled, no results;X=Order canceled;Y=No order on record;Z=No record of this patient',
  '0125':
    'AD=Address;CE=Coded;CF=Coded, formatted;CNE=Coded, no exceptions;CP=Price;CQ=Quantity with units;CWE=Coded, with exceptions;CX=Identifier;DR=Date range;DT=Date;DTM=Time;ED=Embedded data;EI=Entity identifier;FT=Formatted text;ID=Coded;IS=Coded;MO=Money;NA=Numeric array;NM=Number;PN=Person name;RP=Reference to data elsewhere;SI=Sequence number;SN=Structured number;ST=Text;TM=Time of day;TN=Phone;TS=Time;TX=Text;XAD=Address;XCN=Person;XON=Organization;XPN=Person name;XTN=Phone',
  '0127':
    'AA=Animal;DA=Drug;EA=Environmental;FA=Food;LA=Pollen;MA=Miscellaneous;MC=Miscellaneous contraindication;PA=Plant',
  '0128': 'MI=Mild;MO=Moderate;SV=Severe;U=Unknown',
  '0131':
    'C=Emergency contact;E=Employer;F=Federal agency;I=Insurance company;N=Next of kin;O=Other;S=State agency;U=Unknown',
  '0136': 'Y=Yes;N=No',
  '0155': 'AL=Always;ER=On errors;NE=Never;SU=On success',
  '0162':
    'AP=Apply externally;B=Buccal;DT=Dental;EP=Epidural;ET=Endotracheal tube;GTT=Gastrostomy tube;GU=Irrigant;IA=Intra-arterial;IC=Intracardiac;ID=Intradermal;IH=Inhalation;IM=Intramuscular;IN=Intranasal;IO=Intraocular;IP=Intraperitoneal;IT=Intrathecal;IV=Intravenous;MM=Mucous membrane;NG=Nasogastric;NP=Nasal prongs;NS=Nasal;OP=Ophthalmic;OT=Otic;OTH=Other;PO=Oral;PR=Rectal;SC=Subcutaneous;SL=Sublingual;TD=Transdermal;TP=Topical;TRA=Tracheostomy;UR=Urethral;VG=Vaginal',
  '0163':
    'LA=Left arm;LD=Left deltoid;LG=Left gluteus medius;LT=Left thigh;RA=Right arm;RD=Right deltoid;RG=Right gluteus medius;RT=Right thigh',
  '0166': 'A=Additive;B=Base',
  '0189': 'H=Hispanic or Latino;N=Not Hispanic or Latino;U=Unknown',
  '0190':
    'B=Business;BA=Bad address;BDL=Birth delivery location;BR=Birth residence;C=Current or temporary;F=Country of origin;H=Home;L=Legal;M=Mailing;N=Birth;O=Office;P=Permanent;RH=Registry home',
  '0191':
    'AP=Other application data;AU=Audio;FT=Formatted text;IM=Image;MULTIPART=Multipart;NS=Not scanned;SD=Scanned document;SI=Scanned image;TEXT=Text;TX=Text',
  '0200':
    'A=Alias;B=Birth name;C=Adopted name;D=Display name;I=Licensing name;L=Legal name;M=Maiden name;N=Nickname;P=Name of partner;R=Registered name;S=Pseudonym;T=Tribal name;U=Unspecified',
  '0201':
    'ASN=Answering service;BPN=Beeper;EMR=Emergency;NET=E-mail;ORN=Other residence;PRN=Primary residence;PRS=Personal;VHN=Vacation home;WPN=Work',
  '0202':
    'BP=Beeper;CP=Mobile phone;FX=Fax;Internet=Internet;MD=Modem;PH=Telephone;SAT=Satellite phone;TDD=Telecommunications device for the deaf;X.400=X.400 address',
  '0203':
    'AN=Account number;BR=Birth registry number;DL=Driver’s license;DN=Doctor number;DR=Donor registration;EI=Employee number;FI=Facility id;HC=Health card;JHN=Jurisdictional health number;LN=License number;LR=Local registry id;MA=Medicaid number;MC=Medicare number;MD=Medical license;MI=Military id;MR=Medical record number;NI=National identifier;NPI=National provider identifier;PC=Parole card;PI=Patient internal identifier;PN=Person number;PPN=Passport number;PRN=Provider number;PT=Patient external identifier;RN=Registered nurse number;RRI=Regional registry id;SL=State license;SR=State registry id;SS=Social security number;TAX=Tax id;U=Unspecified;VN=Visit number;WC=WIC identifier;XX=Organization identifier',
  '0206': 'A=Add;D=Delete;U=Update;S=Snapshot;X=No change',
  '0207': 'A=Archive;I=Initial load;R=Restore from archive;T=Current processing',
  '0208':
    'AE=Application error;AR=Application reject;NF=No data found;OK=Data found;PD=Protected data',
  '0270':
    'AR=Autopsy report;CD=Cardiodiagnostics;CN=Consultation;DI=Diagnostic imaging;DS=Discharge summary;ED=Emergency department report;HP=History and physical;OP=Operative report;PC=Psychiatric consultation;PH=Psychiatric history and physical;PN=Procedure note;PR=Progress note;SP=Surgical pathology;TS=Transfer summary',
  '0271':
    'AU=Authenticated;DI=Dictated;DO=Documented;IN=Incomplete;IP=In progress;LA=Legally authenticated;PA=Pre-authenticated',
  '0272': 'R=Restricted;U=Usual control;V=Very restricted',
  '0273': 'AV=Available for patient care;CA=Deleted;OB=Obsolete;UN=Unavailable for patient care',
  '0275': 'AA=Active and archived;AC=Active;AR=Archived;PU=Purged',
  '0287': 'AD=Add;CO=Correct;DE=Delete;LI=Link;UC=Unchanged;UN=Unlink;UP=Update',
  '0322': 'CP=Complete;NA=Not administered;PA=Partially administered;RE=Refused',
  '0516': 'E=Error;F=Fatal error;I=Information;W=Warning',
}

/** What a code means; `undefined` where the table or the code is not known. */
export function codeWords(table: string | undefined, code: string): string | undefined {
  if (table === '0003') return eventWords(code)
  if (table === undefined || code === '') return undefined
  return tableOf(table)?.get(code.trim()) ?? tableOf(table)?.get(code.trim().toUpperCase())
}

/** The code that words stand for, `H` for `High`. */
export function codeOfWords(table: string, words: string): string | undefined {
  const wanted = words.trim().toUpperCase()
  return [...(tableOf(table) ?? [])].find(([, own]) => own.toUpperCase() === wanted)?.[0]
}

const read = new Map<string, Map<string, string>>()

function tableOf(name: string): Map<string, string> | undefined {
  const text = Object.hasOwn(TABLES, name) ? TABLES[name] : undefined
  if (text === undefined) return undefined
  const known = read.get(name)
  if (known !== undefined) return known
  const table = new Map(
    text.split(';').map((entry): [string, string] => {
      // A code may itself be `=`'s neighbour, `<` or `>`: the first sign after the first character parts them.
      const at = entry.indexOf('=', 1)
      return [entry.slice(0, at), entry.slice(at + 1)]
    }),
  )
  read.set(name, table)
  return table
}

/** Table 0003: events, by their letter and number. */
const EVENTS =
  'A01=Admission;A02=Transfer;A03=Discharge;A04=Registration;A05=Pre-admission;A06=Outpatient becomes inpatient;A07=Inpatient becomes outpatient;A08=Patient information updated;A09=Patient departs;A10=Patient arrives;A11=Admission canceled;A12=Transfer canceled;A13=Discharge canceled;A14=Admission pending;A15=Transfer pending;A16=Discharge pending;A17=Patients swapped;A18=Patient information merged;A19=Patient query;A20=Bed status updated;A21=Leave of absence begins;A22=Leave of absence ends;A23=Patient record deleted;A24=Patient information linked;A25=Pending discharge canceled;A26=Pending transfer canceled;A27=Pending admission canceled;A28=Person added;A29=Person deleted;A30=Person merged;A31=Person information updated;A32=Arrival canceled;A33=Departure canceled;A34=Patient id merged;A35=Account number merged;A36=Patient id and account number merged;A37=Patient information unlinked;A38=Pre-admission canceled;A39=Person merged by patient id;A40=Patient merged by identifiers;A41=Account merged;A42=Visit merged;A43=Patient identifiers moved;A44=Account moved;A45=Visit moved;A46=Patient id changed;A47=Patient identifiers changed;A48=Alternate patient id changed;A49=Account number changed;A50=Visit number changed;A51=Alternate visit id changed;A52=Leave of absence canceled;A53=Return from leave canceled;A54=Attending doctor changed;A55=Change of attending doctor canceled;A60=Adverse reactions updated;A61=Consulting doctor changed;A62=Change of consulting doctor canceled;B01=Personnel record added;B02=Personnel record updated;M01=Master file;M02=Master file, staff;M05=Master file, locations;M11=Master file, test codes;O01=Order;O02=Answer to an order;O09=Pharmacy order;O11=Pharmacy encoded order;O13=Pharmacy dispense;O15=Pharmacy give;O17=Pharmacy administration;O19=General order;O21=Laboratory order;O22=Answer to a laboratory order;O23=Imaging order;O33=Laboratory order with several specimens;P01=Account added;P03=Financial transaction posted;P05=Account updated;P06=Account ended;PC1=Problem added;PC2=Problem updated;PC3=Problem deleted;PC6=Goal added;PC7=Goal updated;PC8=Goal deleted;Q01=Query for an immediate answer;Q22=Find candidates;Q23=Get corresponding identifiers;K21=Answer with demographics;K22=Found candidates;K23=Corresponding identifiers;R01=Unsolicited observation;R02=Query for results;R04=Answer to a results query;R21=Laboratory observation;R22=Specimen oriented observation;R30=Point-of-care observation, no order;R31=Point-of-care observation, order to be found;R32=Point-of-care observation;R40=Alarm;S01=New appointment requested;S02=Rescheduling requested;S03=Appointment change requested;S04=Appointment cancellation requested;S12=New appointment;S13=Appointment rescheduled;S14=Appointment changed;S15=Appointment canceled;S16=Appointment discontinued;S17=Appointment deleted;S18=Service or resource added;S19=Service or resource changed;S20=Service or resource canceled;S23=Schedule slots blocked;S24=Schedule slots opened;S26=Patient did not come;T01=Document notification;T02=Document notification with content;T03=Document status changed;T04=Document status changed, with content;T05=Addendum;T06=Addendum with content;T07=Document edited;T08=Document edited, with content;T09=Document replaced;T10=Document replaced, with content;T11=Document canceled;V01=Vaccination record queried;V03=Vaccination record returned;V04=Vaccination record updated;I12=Patient referral;I13=Patient referral changed;I14=Patient referral canceled;PC4=Problem queried;E01=Health care services invoice submitted'

const events = new Map(
  EVENTS.split(';').map((entry): [string, string] => {
    const at = entry.indexOf('=')
    return [entry.slice(0, at), entry.slice(at + 1)]
  }),
)

function eventWords(code: string): string | undefined {
  return events.get(code.trim().toUpperCase())
}
