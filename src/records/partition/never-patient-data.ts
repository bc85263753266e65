/**
 * Resource types that define, describe or administer things and never say anything about one
 * patient (FHIR R4 §2.1 resource list, with the names R4B and R5 gave them). They stay in the
 * original file. Without this list the rule for unknown types would file them as medical.
 */
const types = [
  // Conformance and terminology
  ...['CapabilityStatement', 'StructureDefinition', 'ImplementationGuide', 'SearchParameter'],
  ...['MessageDefinition', 'OperationDefinition', 'CompartmentDefinition', 'StructureMap'],
  ...['GraphDefinition', 'ExampleScenario', 'CodeSystem', 'ValueSet', 'ConceptMap', 'NamingSystem'],
  ...['TerminologyCapabilities', 'Requirements', 'ActorDefinition'],
  // Definitions and knowledge
  ...['ActivityDefinition', 'PlanDefinition', 'Questionnaire', 'Measure', 'Library'],
  ...['Evidence', 'EvidenceVariable', 'EvidenceReport', 'EffectEvidenceSynthesis'],
  ...['RiskEvidenceSynthesis', 'EventDefinition', 'ResearchDefinition', 'Citation'],
  ...['ResearchElementDefinition', 'ArtifactAssessment', 'ConditionDefinition'],
  ...['ChargeItemDefinition', 'ObservationDefinition', 'SpecimenDefinition', 'DeviceDefinition'],
  'CatalogEntry',
  // Substances and products as such
  ...['SubstanceDefinition', 'SubstanceNucleicAcid', 'SubstancePolymer', 'SubstanceProtein'],
  ...['SubstanceReferenceInformation', 'SubstanceSourceMaterial', 'SubstanceSpecification'],
  ...['MedicinalProduct', 'MedicinalProductAuthorization', 'MedicinalProductContraindication'],
  ...['MedicinalProductDefinition', 'MedicinalProductIndication', 'MedicinalProductIngredient'],
  ...['MedicinalProductInteraction', 'MedicinalProductManufactured', 'MedicinalProductPackaged'],
  ...['MedicinalProductPharmaceutical', 'MedicinalProductUndesirableEffect', 'Ingredient'],
  ...['AdministrableProductDefinition', 'ManufacturedItemDefinition', 'ClinicalUseDefinition'],
  ...['PackagedProductDefinition', 'RegulatedAuthorization'],
  // Machinery of servers and of research
  ...['Subscription', 'SubscriptionStatus', 'SubscriptionTopic', 'MessageHeader', 'Parameters'],
  ...['TestScript', 'TestReport', 'TestPlan', 'Schedule', 'Slot', 'Group', 'ResearchStudy'],
  ...['VerificationResult', 'Linkage'],
] as const;

/** See the list's own comment. */
export const neverPatientData: ReadonlySet<string> = new Set(types);
