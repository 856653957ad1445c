import { PolicyPack } from "@pulumi/policy";
import { policiesOf } from "../pack";
import { rules } from "./rules";

new PolicyPack("s3-endpoints", { policies: policiesOf("s3-endpoints", rules) });
