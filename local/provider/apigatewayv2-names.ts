/** API Gateway: the names under which an API answers. */
import {
  CreateApiMappingCommand,
  CreateDomainNameCommand,
  DeleteApiMappingCommand,
  DeleteDomainNameCommand,
  type EndpointType,
  type IpAddressType,
  type SecurityPolicy,
  UpdateApiMappingCommand,
  UpdateDomainNameCommand,
} from "@aws-sdk/client-apigatewayv2";
import { handler, type Place, type ResourceHandler } from "./handler";

interface DomainInputs {
  readonly domainName: string;
  readonly domainNameConfiguration: {
    readonly certificateArn: string;
    readonly endpointType: EndpointType;
    readonly securityPolicy: SecurityPolicy;
    readonly ipAddressType?: IpAddressType;
  };
}

interface DomainAnswer {
  readonly DomainNameConfigurations: readonly [
    { readonly ApiGatewayDomainName: string; readonly HostedZoneId: string },
  ];
}

interface MappingInputs {
  readonly apiId: string;
  readonly domainName: string;
  readonly stage: string;
  readonly apiMappingKey?: string;
}

const domainOf = ({ domainName, domainNameConfiguration: given }: DomainInputs) => ({
  DomainName: domainName,
  DomainNameConfigurations: [
    {
      CertificateArn: given.certificateArn,
      EndpointType: given.endpointType,
      SecurityPolicy: given.securityPolicy,
      IpAddressType: given.ipAddressType,
    },
  ],
});

/** The whole configuration, since what the gateway chose lies inside what the program gave. */
const domainOutputs = (inputs: DomainInputs, answer: DomainAnswer, { region }: Place) => {
  const [made] = answer.DomainNameConfigurations;
  return {
    arn: `arn:aws:apigateway:${region}::/domainnames/${inputs.domainName}`,
    apiMappingSelectionExpression: "$request.basepath",
    domainNameConfiguration: {
      ...inputs.domainNameConfiguration,
      targetDomainName: made.ApiGatewayDomainName,
      hostedZoneId: made.HostedZoneId,
    },
  };
};

const mappingOf = (inputs: MappingInputs) => ({
  ApiId: inputs.apiId,
  DomainName: inputs.domainName,
  Stage: inputs.stage,
  ApiMappingKey: inputs.apiMappingKey,
});

export const domainNames: readonly ResourceHandler[] = [
  handler<DomainInputs>({
    type: "aws:apigatewayv2/domainName:DomainName",
    service: "apigatewayv2",
    models: [
      "domainName",
      "domainNameConfiguration.certificateArn",
      "domainNameConfiguration.endpointType",
      "domainNameConfiguration.securityPolicy",
      "domainNameConfiguration.ipAddressType",
    ],
    ignores: { "tags.*": "Labels are for bills and people; nothing here reads them." },
    differences: [
      "The door answers it in plain HTTP: securityPolicy and the certificate are sent, and nothing is encrypted.",
    ],
    replacesOn: ["domainName"],
    *create(inputs, place) {
      const answer: DomainAnswer = yield new CreateDomainNameCommand(domainOf(inputs));
      return { id: inputs.domainName, outputs: domainOutputs(inputs, answer, place) };
    },
    *update(_id, inputs, place) {
      const answer: DomainAnswer = yield new UpdateDomainNameCommand(domainOf(inputs));
      return domainOutputs(inputs, answer, place);
    },
    *delete(id) {
      yield new DeleteDomainNameCommand({ DomainName: id });
    },
  }),

  handler<MappingInputs>({
    type: "aws:apigatewayv2/apiMapping:ApiMapping",
    service: "apigatewayv2",
    models: ["apiId", "domainName", "stage", "apiMappingKey"],
    replacesOn: ["domainName"],
    *create(inputs) {
      const { ApiMappingId: id }: { ApiMappingId: string } = yield new CreateApiMappingCommand(
        mappingOf(inputs),
      );
      return { id, outputs: {} };
    },
    *update(id, inputs) {
      yield new UpdateApiMappingCommand({ ...mappingOf(inputs), ApiMappingId: id });
      return {};
    },
    *delete(id, { domainName }) {
      yield new DeleteApiMappingCommand({ DomainName: domainName, ApiMappingId: id });
    },
  }),
];
