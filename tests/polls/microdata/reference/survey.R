# Reference values of R's survey package for the tests beside: Rscript survey.R > survey.csv
# It also writes the data of the package that the tests read.
suppressMessages(library(survey))
data(api)
options(digits = 15, survey.lonely.psu = "adjust")
printed <- function(what, value) {
  value <- as.numeric(value)
  cat(paste0(what, ",", seq_along(value), ",", formatC(value, digits = 15, format = "g", width = 1), "\n"), sep = "")
}
both <- function(what, m) { printed(paste0(what, " value"), coef(m)); printed(paste0(what, " error"), SE(m)) }
cat("what,place,value\n")

# Designs
strata <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
clusters <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
simple <- svydesign(id = ~1, weights = ~pw, data = apisrs)
for (name in c("strata", "clusters")) {
  design <- get(name)
  both(paste(name, "svymean share"), svymean(~awards, design))
  both(paste(name, "svymean mean"), svymean(~api00, design))
  both(paste(name, "svyratio"), svyratio(~I(comp.imp == "Yes" & awards == "Yes"), ~I(comp.imp == "Yes"), design))
  by <- svyby(~I(awards == "Yes"), ~stype, design, svymean)
  printed(paste(name, "svyby value"), by[, 3]); printed(paste(name, "svyby error"), by[, 5])
  for (method in c("logit", "beta", "mean", "asin"))
    printed(paste(name, "svyciprop", method), attr(svyciprop(~I(awards == "Yes"), design, method = method), "ci"))
  q <- svyquantile(~api00, design, 0.5, ci = TRUE)
  printed(paste(name, "svyquantile"), c(coef(q), SE(q), confint(q)))
  printed(paste(name, "degf"), degf(design))
  printed(paste(name, "degf of groups"), sapply(c("E", "H", "M"), function(s) degf(subset(design, stype == s))))
  printed(paste(name, "deff replace"), deff(svymean(~awards, design, deff = "replace")))
  printed(paste(name, "deff"), deff(svymean(~awards, design, deff = TRUE)))
  crossed <- svyby(~I(awards == "Yes"), ~stype + sch.wide, design, svymean)
  printed(paste(name, "crossed value"), crossed[, 4]); printed(paste(name, "crossed error"), crossed[, 6])
}
# Weights that add up to a third more than the sample: the two design effects are far apart
dense <- svydesign(id = ~dnum, weights = ~I(pw * 241 / sum(pw)), data = apiclus1)
printed("dense deff replace", deff(svymean(~stype, dense, deff = "replace")))
printed("dense deff", deff(svymean(~stype, dense, deff = TRUE)))
# Several groups of one sample, with their covariance
reps <- as.svrepdesign(clusters, type = "JK1")
by <- svyby(~as.numeric(awards == "Yes"), ~stype, reps, svymean, covmat = TRUE)
printed("replicates contrast", SE(svycontrast(by, list(c(1, -1, 0), c(1, 0, -1), c(0, 1, -1)))))
test <- svyttest(I(awards == "Yes") ~ stype, subset(clusters, stype != "M"))
t2 <- svyglm(I(as.numeric(awards == "Yes")) ~ stype, clusters)
printed("linearised contrast", c(sqrt(diag(vcov(t2)))[2:3], coef(t2)[2:3]))
test2 <- svyttest(as.numeric(awards == "Yes") ~ I(stype == "E"), subset(clusters, stype %in% c("E", "H")))
printed("svyttest", c(test2$statistic, test2$parameter, test2$p.value))

# Replicate weights
set.seed(1)
kinds <- list(
  JK1 = as.svrepdesign(svydesign(id = ~dnum, weights = ~pw, data = apiclus1), type = "JK1"),
  JKn = as.svrepdesign(svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat[seq(1, 200, 6), ]), type = "JKn"),
  bootstrap = as.svrepdesign(svydesign(id = ~dnum, weights = ~pw, data = apiclus1), type = "bootstrap", replicates = 40))
for (name in names(kinds)) {
  d <- kinds[[name]]
  w <- as.matrix(weights(d, "analysis"))
  # The way back through a file: whole weights, and what the documentation would state.
  data <- d$variables
  again <- svrepdesign(data = data, weights = d$pweights, repweights = w, type = "other", combined.weights = TRUE,
                       scale = d$scale, rscales = d$rscales, mse = FALSE)
  mse <- svrepdesign(data = data, weights = d$pweights, repweights = w, type = "other", combined.weights = TRUE,
                     scale = d$scale, rscales = d$rscales, mse = TRUE)
  both(paste(name, "share"), svymean(~awards, again)); printed(paste(name, "share mse error"), SE(svymean(~awards, mse)))
  both(paste(name, "mean"), svymean(~api00, again))
  q <- svyquantile(~api00, again, 0.5, ci = TRUE); printed(paste(name, "median"), c(coef(q), SE(q)))
  by <- svyby(~I(awards == "Yes"), ~stype, again, svymean); printed(paste(name, "by error"), by[, 5])
  printed(paste(name, "logit"), attr(svyciprop(~I(awards == "Yes"), again, method = "xlogit"), "ci"))
  printed(paste(name, "degf"), degf(again)); printed(paste(name, "scale"), d$scale)
  written <- cbind(data[, c("stype", "awards", "api00", "pw")], rscale = NA, as.data.frame(w))
  names(written)[-(1:5)] <- paste0("rw", seq_len(ncol(w)))
  if (name == "JKn") write(formatC(d$rscales, digits = 15, format = "g"), "jkn_rscales.txt", ncolumns = 1)
  if (name != "JKn") write.csv(written[, -5], paste0(tolower(name), ".csv"), row.names = FALSE)
  else write.csv(written[, -5], "jkn.csv", row.names = FALSE)
}
# Balanced half samples, with and without Fay's factor: the scd data of the package
data(scd)
half <- 2 * cbind(c(1,0,1,0,1,0), c(1,0,0,1,0,1), c(0,1,1,0,0,1), c(0,1,0,1,1,0))
for (rho in c(0, 0.3)) {
  w <- 1 + (half - 1) * (1 - rho)
  d <- if (rho == 0) svrepdesign(data = scd, type = "BRR", repweights = w, weights = ~I(1 + 0 * alive), combined.weights = FALSE)
       else svrepdesign(data = scd, type = "Fay", rho = rho, repweights = w, weights = ~I(1 + 0 * alive), combined.weights = FALSE)
  both(paste("BRR", rho), svyratio(~alive, ~arrests, d))
}
acs <- svrepdesign(data = scd, type = "successive-difference", repweights = 1 + (half - 1) * 0.5, weights = ~I(1 + 0 * alive), combined.weights = FALSE)
both("ACS", svyratio(~alive, ~arrests, acs))

# Raked and calibrated weights
stype <- data.frame(table(stype = apipop$stype)); wide <- data.frame(table(sch.wide = apipop$sch.wide))
raked <- rake(simple, list(~stype, ~sch.wide), list(stype, wide), control = list(maxit = 100, epsilon = 1e-9))
written <- cbind(apisrs[, c("stype", "sch.wide", "awards", "api00")], raked = weights(raked))
write.csv(written, "raked.csv", row.names = FALSE)
both("rake share", svymean(~awards, raked)); both("rake wide", svymean(~sch.wide, raked)); both("rake mean", svymean(~api00, raked))
by <- svyby(~I(awards == "Yes"), ~stype, raked, svymean); printed("rake by error", by[, 5])
d0 <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat)
totals <- colSums(model.matrix(~stype + sch.wide, apipop))
cal <- calibrate(d0, ~stype + sch.wide, population = totals)
write.csv(cbind(apistrat[, c("stype", "sch.wide", "awards", "api00", "pw")], cal = weights(cal)), "calibrated.csv", row.names = FALSE)
both("calibrate share", svymean(~awards, cal)); both("calibrate mean", svymean(~api00, cal))
d1 <- svydesign(id = ~dnum, weights = ~pw, data = apiclus1)
cal <- calibrate(d1, ~stype, population = colSums(model.matrix(~stype, apipop)))
write.csv(cbind(apiclus1[, c("dnum", "stype", "awards", "api00", "pw")], cal = weights(cal)), "calibrated_clusters.csv", row.names = FALSE)
both("calibrate clusters share", svymean(~awards, cal)); both("calibrate clusters mean", svymean(~api00, cal))

for (name in c("apistrat", "apiclus1")) write.csv(get(name)[, c("dnum", "stype", "awards", "sch.wide", "comp.imp", "api00", "pw", "fpc")], paste0(name, ".csv"), row.names = FALSE)
