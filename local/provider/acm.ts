/** ACM: certificates, and the wait until they are issued. */
import {
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  type DomainValidation,
  RequestCertificateCommand,
  type ValidationMethod,
} from "@aws-sdk/client-acm";
import { HoldfastError } from "../../errors";
import { handler, NOT_YET, type ResourceHandler, type Talk } from "./handler";

interface CertificateInputs {
  readonly domainName: string;
  readonly subjectAlternativeNames?: readonly string[];
  readonly validationMethod: ValidationMethod;
}
interface ValidationInputs {
  readonly certificateArn: string;
  readonly validationRecordFqdns?: readonly string[];
}
interface Certificate {
  readonly DomainName: string;
  readonly Status: string;
  readonly DomainValidationOptions?: readonly DomainValidation[];
}

function* described(arn: string): Talk<Certificate> {
  const { Certificate: found }: { Certificate: Certificate } = yield new DescribeCertificateCommand({
    CertificateArn: arn,
  });
  return found;
}

/** Until ACM knows the record of each name: it takes a moment to make them up. */
function* withRecords(arn: string): Talk<Certificate> {
  for (;;) {
    const found = yield* described(arn);
    if (found.DomainValidationOptions?.every(({ ResourceRecord }) => ResourceRecord)) return found;
    yield NOT_YET;
  }
}

const outputsOf = (arn: string, { Status, DomainValidationOptions = [] }: Certificate) => ({
  arn,
  status: Status,
  domainValidationOptions: DomainValidationOptions.map(({ DomainName, ResourceRecord }) => ({
    domainName: DomainName,
    resourceRecordName: ResourceRecord?.Name,
    resourceRecordType: ResourceRecord?.Type,
    resourceRecordValue: ResourceRecord?.Value,
  })),
});

const withoutDot = (name = "") => name.replace(/\.$/, "").toLowerCase();

/** @throws HF_LOCAL_VALIDATION for the first name whose record nobody made: on AWS the certificate would stay pending. */
export function checkRecords(certificate: Certificate, recordNames: readonly string[]): void {
  const made = new Set(recordNames.map(withoutDot));
  for (const { DomainName: domain, ResourceRecord: record } of certificate.DomainValidationOptions ?? [])
    if (!made.has(withoutDot(record?.Name)))
      throw new HoldfastError("HF_LOCAL_VALIDATION", { domain, record: record?.Name });
}

export const certificates: readonly ResourceHandler[] = [
  handler<CertificateInputs>({
    type: "aws:acm/certificate:Certificate",
    service: "acm",
    models: ["domainName", "subjectAlternativeNames[]", "validationMethod"],
    ignores: { "tags.*": "Labels are for bills and people; nothing here reads them." },
    differences: [
      "It is issued at once and holds no key: everything here is plain HTTP on loopback.",
      "Validation records are named by the domain; on AWS by a hash too. They are the same in every region, as on AWS.",
    ],
    replacesOn: [],
    *create(inputs, { attempt }) {
      const { CertificateArn: arn }: { CertificateArn: string } = yield new RequestCertificateCommand({
        DomainName: inputs.domainName,
        SubjectAlternativeNames: inputs.subjectAlternativeNames && [...inputs.subjectAlternativeNames],
        ValidationMethod: inputs.validationMethod,
        IdempotencyToken: attempt.replaceAll("-", ""),
      });
      return { id: arn, outputs: outputsOf(arn, yield* withRecords(arn)) };
    },
    *delete(id) {
      yield new DeleteCertificateCommand({ CertificateArn: id });
    },
  }),

  handler<ValidationInputs>({
    type: "aws:acm/certificateValidation:CertificateValidation",
    service: "acm",
    models: ["certificateArn", "validationRecordFqdns[]"],
    differences: [
      "ACM's look into DNS is replaced by a check that each name's record is among validationRecordFqdns.",
    ],
    replacesOn: [],
    *create({ certificateArn, validationRecordFqdns }, { attempt }) {
      const certificate = yield* withRecords(certificateArn);
      if (validationRecordFqdns) checkRecords(certificate, validationRecordFqdns);
      for (let found = certificate; found.Status !== "ISSUED"; found = yield* described(certificateArn))
        yield NOT_YET;
      return { id: attempt, outputs: { certificateArn } };
    },
    // A wait has nothing to delete.
    *delete() {},
  }),
];
