/**
 * The components of the composite data types, from our reading of HL7 2.5.1: in order, each its name, and its own
 * data type behind a colon and table behind a hash where they matter.
 */
const CODED =
  'Code|Text|Coding system|Alternate code|Alternate text|Alternate coding system|Coding system version|Alternate coding system version|Original text|Second alternate code|Second alternate text|Second alternate coding system'

const TYPES: Record<string, string> = {
  CE: CODED,
  CWE: CODED,
  CNE: CODED,
  HD: 'Name|Universal id|Universal id type',
  EI: 'Identifier|Assigning system|Universal id|Universal id type',
  EIP: 'Placer:EI|Filler:EI',
  CX: 'Identifier|Check digit|Check digit scheme|Assigning authority:HD|Identifier type#0203|Assigning facility:HD|Effective:DT|Expires:DT|Assigning jurisdiction:CWE|Assigning agency:CWE',
  XPN: 'Family name:FN|Given name|Further names|Suffix|Prefix|Degree|Name type#0200|Name representation|Name context:CE|Validity:DR|Name order|Effective:TS|Expires:TS|Professional suffix|Called by',
  XCN: 'Identifier|Family name:FN|Given name|Further names|Suffix|Prefix|Degree|Source table|Assigning authority:HD|Name type#0200|Check digit|Check digit scheme|Identifier type#0203|Assigning facility:HD|Name representation|Name context:CE|Validity:DR|Name order|Effective:TS|Expires:TS|Professional suffix|Assigning jurisdiction:CWE|Assigning agency:CWE',
  PPN: 'Identifier|Family name:FN|Given name|Further names|Suffix|Prefix|Degree|Source table|Assigning authority:HD|Name type#0200|Check digit|Check digit scheme|Identifier type#0203|Assigning facility:HD|Time:TS',
  XON: 'Organization|Name type|Id number|Check digit|Check digit scheme|Assigning authority:HD|Identifier type#0203|Assigning facility:HD|Name representation|Organization identifier',
  XAD: 'Street:SAD|Further line|City|State or province|Postal code|Country|Address type#0190|Other designation|County|Census tract|Representation|Validity:DR|Effective:TS|Expires:TS',
  XTN: 'Number|Use#0201|Equipment#0202|Address|Country code|Area code|Local number|Extension|Any text|Extension prefix|Speed dial|Unformatted number',
  PL: 'Point of care|Room|Bed|Facility:HD|Location status|Person location type|Building|Floor|Description|Comprehensive identifier:EI|Assigning authority:HD',
  CQ: 'Quantity|Units:CE',
  CP: 'Price:MO|Price type|From|To|Range units:CE|Range type',
  MO: 'Amount|Currency',
  MOC: 'Amount:MO|Charge code:CE',
  MSG: 'Message#0076|Event#0003|Structure',
  PT: 'Processing#0103|Mode#0207',
  VID: 'Version|Internationalization:CE|International version:CE',
  TS: 'Time:DTM|Precision',
  DR: 'From:TS|To:TS',
  SN: 'Comparator|Number|Separator|Second number',
  ED: 'Source:HD|Type of data|Subtype|Encoding|Data',
  RP: 'Pointer|Application:HD|Type of data|Subtype',
  FN: 'Surname|Own prefix|Own surname|Partner’s prefix|Partner’s surname',
  SAD: 'Street address|Street name|Dwelling number',
  FC: 'Financial class|Effective:TS',
  DLN: 'Number|Issued by|Expires:DT',
  DLD: 'Location|Effective:TS',
  JCC: 'Job code|Job class|Description',
  NDL: 'Name:CNN|From:TS|To:TS|Point of care|Room|Bed|Facility:HD|Location status|Patient location type|Building|Floor',
  CNN: 'Identifier|Family name|Given name|Further names|Suffix|Prefix|Degree|Source table|Assigning authority',
  PRL: 'Parent observation:CE|Parent observation sub-id|Parent observation value',
  SPS: 'Specimen source:CWE|Additives:CWE|Collection method|Body site:CWE|Site modifier:CWE|Collection method modifier:CWE|Role:CWE',
  TQ: 'Quantity:CQ|Interval|Duration|Start:TS|End:TS|Priority|Condition|Text|Conjunction|Order sequencing|Occurrence duration:CE|Total occurrences',
  RPT: 'Pattern:CWE|Calendar alignment|Phase begin|Phase end|Period quantity|Period units|Institution specified time|Event|Event offset quantity|Event offset units|General timing',
  ELD: 'Segment|Segment sequence|Field position|Error:CE',
  ERL: 'Segment|Segment sequence|Field position|Field repetition|Component|Subcomponent',
  AUI: 'Authorization number|Date:DT|Source',
  PLN: 'Identifier|Type|State or other qualifier|Expires:DT',
  LA1: 'Point of care|Room|Bed|Facility:HD|Location status|Patient location type|Building|Floor|Address',
  LA2: 'Point of care|Room|Bed|Facility:HD|Location status|Patient location type|Building|Floor|Street|Further line|City|State or province|Postal code|Country',
  VR: 'First value|Last value',
}

export interface ComponentDefinition {
  name: string
  type: string
  table: string | undefined
}

/** The definition of a component, from 1; `undefined` for a type without components or one that has fewer. */
export function componentDefinition(
  type: string,
  position: number,
): ComponentDefinition | undefined {
  const text = isComposite(type) ? TYPES[type]?.split('|')[position - 1] : undefined
  if (text === undefined) return undefined
  const [, name = '', own = 'ST', table] = /^([^:#]+)(?::([A-Z0-9]+))?(?:#(\d+))?$/.exec(text) ?? []
  return { name, type: own, table }
}

/** Whether values of the type have components of their own. */
export function isComposite(type: string): boolean {
  return Object.hasOwn(TYPES, type)
}

/** Dates and times; what they hold is read by `readHl7Time`. `TS` is one with a precision behind it. */
export function isTimeType(type: string): boolean {
  return type === 'TS' || type === 'DTM' || type === 'DT'
}
