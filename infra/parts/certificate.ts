import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { HoldfastError } from "../../errors";

/** One certificate for the failover name and the region's own name, proven by DNS. */
export interface RegionCertificateArgs {
  zoneId: pulumi.Input<string>;
  /** Both regions' certificates hold it. At most 64 characters ("RequestCertificate"). */
  failoverName: string;
  regionalName: string;
}

/** Seconds that resolvers keep a validation record; it never changes. */
const VALIDATION_TTL = 300;

export class RegionCertificate extends pulumi.ComponentResource {
  /** The certificate's ARN, once it is issued. */
  readonly issuedArn: pulumi.Output<string>;

  constructor(name: string, args: RegionCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:RegionCertificate", name, {}, opts);
    const child = { parent: this };
    const certificate = new aws.acm.Certificate(
      `${name}-certificate`,
      {
        domainName: args.failoverName,
        subjectAlternativeNames: [args.regionalName],
        validationMethod: "DNS",
      },
      child,
    );

    const recordFor = (role: string, domainName: string, options: pulumi.CustomResourceOptions) =>
      validationRecord(
        `${name}-${role}`,
        { certificate, domainName, zoneId: args.zoneId, allowOverwrite: true },
        options,
      );
    // One name has the same validation record in every region: whoever comes second finds it there, and whoever goes
    // must leave it to the other, or the other's certificate cannot be renewed ("DNS validation").
    const shared = recordFor("validation-failover", args.failoverName, { ...child, retainOnDelete: true });
    const own = recordFor("validation-regional", args.regionalName, child);

    const issued = new aws.acm.CertificateValidation(
      `${name}-issued`,
      { certificateArn: certificate.arn, validationRecordFqdns: [shared.fqdn, own.fqdn] },
      child,
    );
    this.issuedArn = issued.certificateArn;
    this.registerOutputs({ issuedArn: this.issuedArn });
  }
}

export interface ValidationRecordArgs {
  certificate: aws.acm.Certificate;
  /** One of the certificate's names. */
  domainName: string;
  zoneId: pulumi.Input<string>;
  /** Where another certificate may hold the name too, and so the record be there already. */
  allowOverwrite?: true;
}

/** The record that proves one name of a certificate to be ours. */
export function validationRecord(
  name: string,
  { certificate, domainName, ...record }: ValidationRecordArgs,
  options: pulumi.CustomResourceOptions,
): aws.route53.Record {
  const option = certificate.domainValidationOptions.apply((all) => validationOf(all, domainName));
  return new aws.route53.Record(
    name,
    {
      ...record,
      name: option.resourceRecordName,
      type: option.resourceRecordType,
      ttl: VALIDATION_TTL,
      records: [option.resourceRecordValue],
    },
    options,
  );
}

/** ACM lists the names of a certificate in no order. @throws HF_CERTIFICATE_NAME */
export function validationOf<Option extends { domainName: string }>(
  options: readonly Option[],
  name: string,
): Option {
  const option = options.find(({ domainName }) => domainName === name);
  if (option === undefined)
    throw new HoldfastError("HF_CERTIFICATE_NAME", {
      name,
      known: options.map(({ domainName }) => domainName).join(", "),
    });
  return option;
}
