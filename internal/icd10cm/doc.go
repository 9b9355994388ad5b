// Package icd10cm is the ICD-10-CM coding engine over a release: from the code
// that a wording names to the complete, billable code that the note supports,
// and from the codes of a note to those of its claim.
//
// It follows the Index, the Tabular List and the ICD-10-CM Official Guidelines
// for Coding and Reporting; every step it takes is written down, so that a
// code can be followed back.
package icd10cm
