import { PolicyPack } from "@pulumi/policy";
import { policiesOf } from "../pack";
import { rules } from "./rules";

new PolicyPack("disaster-recovery", { policies: policiesOf("disaster-recovery", rules) });
