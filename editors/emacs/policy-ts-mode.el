;;; policy-ts-mode.el --- Room policies for MIMI, read by tree-sitter -*- lexical-binding: t; -*-

;; License: MIT OR Apache-2.0
;; Version: 0.1.0
;; Package-Requires: ((emacs "29.1"))
;; Keywords: languages tree-sitter

;;; Commentary:

;; Colours, indentation, imenu and movement by the grammar `tree-sitter-policy'; all else is that of
;; `policy-base-mode'. Where the grammar can be loaded, `(require 'policy-ts-mode)' is all: files
;; then get this mode in place of `policy-mode'. Elsewhere nothing changes, and `M-x policy-ts-mode'
;; says what is missing.

;;; Code:

(require 'policy-mode)
(require 'treesit nil t)

(defvar major-mode-remap-alist)
(defvar treesit-simple-indent-rules)
(defvar treesit-indent-function)
(defvar treesit-font-lock-settings)
(defvar treesit-font-lock-feature-list)
(defvar treesit-simple-imenu-settings)
(defvar treesit-defun-type-regexp)
(defvar treesit-defun-name-function)
(declare-function treesit-ready-p "treesit")
(declare-function treesit-font-lock-rules "treesit")
(declare-function treesit-major-mode-setup "treesit")
(declare-function treesit-simple-indent "treesit")
(declare-function treesit-parser-create "treesit.c")
(declare-function treesit-node-child-by-field-name "treesit.c")
(declare-function treesit-node-parent "treesit.c")
(declare-function treesit-node-start "treesit.c")
(declare-function treesit-node-text "treesit")
(declare-function treesit-node-type "treesit.c")

;;; Colours

(defconst policy-ts--no-tokens '("anyone" "it")
  "Words that are no tokens of the grammar's: a node, and a claim's name.")

(defun policy-ts--keywords ()
  "The words that are keywords wherever the grammar takes them for such."
  (let (found)
    (dolist (word (append policy-items policy-operators policy-words) (nreverse found))
      (unless (or (member word policy-ts--no-tokens) (member word found))
        (push word found)))))

(defun policy-ts--one-of (words)
  "A pattern for a text that is one of WORDS."
  (concat "\\`" (regexp-opt words) "\\'"))

(defun policy-ts--words ()
  "Rules for what begins with a word: comments, keywords, literals."
  (treesit-font-lock-rules
   :language 'policy :feature 'comment
   '((comment) @font-lock-comment-face
     [(doc_comment) (file_doc)] @font-lock-doc-face)
   :language 'policy :feature 'keyword
   `(,(vconcat (policy-ts--keywords)) @font-lock-keyword-face
     (anyone) @font-lock-keyword-face)
   :language 'policy :feature 'string
   '([(string) (bytes)] @font-lock-string-face)
   :language 'policy :feature 'escape-sequence :override t
   '((escape) @font-lock-escape-face)
   :language 'policy :feature 'number
   '([(integer) (float) (date) (oid)] @font-lock-number-face)
   :language 'policy :feature 'constant
   '([(true) (false) (null) "none" (dialect)] @font-lock-constant-face
     (wire profile: (_) @font-lock-constant-face)
     (pseudonyms_item choice: (_) @font-lock-constant-face))))

(defun policy-ts--names ()
  "Rules for names, by what they name. The first rule that finds a name colours it."
  (treesit-font-lock-rules
   :language 'policy :feature 'definition
   '([(credential_item name: (_) @font-lock-type-face)
      (type_item name: (_) @font-lock-type-face)
      (enum_item name: (_) @font-lock-type-face)
      (condition_item name: (_) @font-lock-function-name-face)
      (rule_item name: (_) @font-lock-function-name-face)
      (role_item name: (_) @font-lock-function-name-face)
      (let_item name: (_) @font-lock-function-name-face)])
   ;; What stands before a dot; the last name of a path is what the path leads to.
   :language 'policy :feature 'module
   '((module (_) @font-lock-constant-face)
     (use_item alias: (_) @font-lock-constant-face)
     (path (_) @font-lock-constant-face ".")
     (role (_) @font-lock-constant-face "."))
   :language 'policy :feature 'type
   '((format (_) @font-lock-type-face)
     (enum_item base: (_) @font-lock-type-face)
     (named_type (path (_) @font-lock-type-face))
     (credential_item (extends (path (_) @font-lock-type-face)))
     (condition_item credential: (path (_) @font-lock-type-face))
     (admit subject: (path (_) @font-lock-type-face))
     (refuse subject: (path (_) @font-lock-type-face))
     (disclose_item credential: (path (_) @font-lock-type-face))
     (given credential: (path (_) @font-lock-type-face)))
   :language 'policy :feature 'property
   '([(field name: (_) @font-lock-property-name-face)
      (given_field name: (_) @font-lock-property-name-face)
      (enum_member name: (_) @font-lock-property-name-face)])
   :language 'policy :feature 'builtin
   `(((member (identifier) @font-lock-builtin-face)
      (:match ,(policy-ts--one-of policy-parts) @font-lock-builtin-face))
     ((capability (path (identifier) @font-lock-builtin-face :anchor))
      (:match ,(policy-ts--one-of policy-capabilities) @font-lock-builtin-face)))
   :language 'policy :feature 'function
   '((decided_by rule: (_) @font-lock-function-call-face))
   ;; A path that is none of those above leads to a constant, a role or a capability.
   :language 'policy :feature 'variable
   '((path (_) @font-lock-variable-use-face)
     (role (_) @font-lock-variable-use-face)
     (code (_) @font-lock-variable-use-face)
     (used_names [(identifier) (quoted_name)] @font-lock-variable-use-face)
     (claim [(identifier) (quoted_name)] @font-lock-property-use-face)
     (claim_path [(identifier) (quoted_name)] @font-lock-property-use-face)
     (member [(identifier) (quoted_name)] @font-lock-property-use-face))))

(defun policy-ts--signs ()
  "Rules for signs."
  (treesit-font-lock-rules
   :language 'policy :feature 'operator
   '(["=" "==" "<" "<=" ">" ">=" "|" "/" ".." "->"] @font-lock-operator-face)
   :language 'policy :feature 'bracket
   '(["{" "}" "[" "]" "(" ")"] @font-lock-bracket-face)
   :language 'policy :feature 'delimiter
   '(["," ":" "."] @font-lock-delimiter-face)))

(defconst policy-ts--features
  '((comment definition)
    (keyword string type)
    (builtin constant escape-sequence module number property)
    (bracket delimiter function operator variable))
  "What is coloured at each of the levels of `treesit-font-lock-level'.")

;;; Indentation

(defun policy-ts--chain (node)
  "What the tests are joined in that NODE, an `and' or an `or', is one of."
  (while (and node (member (treesit-node-type node) '("any" "all")))
    (setq node (treesit-node-parent node)))
  node)

(defun policy-ts--joins-in (type)
  "A matcher for an `and' or an `or' that joins tests of a node of TYPE."
  (lambda (_node parent &rest _)
    (and (member (treesit-node-type parent) '("any" "all"))
         (equal (treesit-node-type (policy-ts--chain parent)) type))))

(defun policy-ts--chain-start (_node parent &rest _)
  "Where the tests around an `and' or an `or' in PARENT are joined."
  (treesit-node-start (policy-ts--chain parent)))

(defun policy-ts--line-start (_node parent &rest _)
  "Where the text begins in the line in which PARENT does."
  (save-excursion
    (goto-char (treesit-node-start parent))
    (back-to-indentation)
    (point)))

(defconst policy-ts--indent-rules
  `((policy
     ((parent-is "\\`source_file\\'") column-0 0)
     ((node-is "\\`[])}]\\'") policy-ts--line-start 0)
     ((node-is "\\`where\\'") parent 0)
     (,(policy-ts--joins-in "where") policy-ts--chain-start 2)
     (,(policy-ts--joins-in "condition_item") policy-ts--chain-start policy-indent-offset)
     (,(policy-ts--joins-in "group") policy-ts--chain-start 1)
     (,(policy-ts--joins-in "step") policy-ts--chain-start 1)
     ((parent-is "\\`group\\'") parent 1)
     ((parent-is "\\`union\\'") parent 0)
     ((parent-is "") policy-ts--line-start policy-indent-offset)))
  "The one style of `admit fmt'.")

(defun policy-ts--indent (node parent bol)
  "Where NODE at BOL, within PARENT, is to stand.
The rules say it; in what is broken, the words and brackets before it do."
  (if (or (null parent)
          (equal (treesit-node-type parent) "ERROR")
          (and node (equal (treesit-node-type node) "ERROR")))
      (save-excursion
        (goto-char bol)
        (cons (line-beginning-position) (policy--column)))
    (treesit-simple-indent node parent bol)))

;;; The mode

(defun policy-ts--name (node)
  "What the item NODE is called, by its name or by its credential."
  (let ((name (or (treesit-node-child-by-field-name node "name")
                  (treesit-node-child-by-field-name node "credential"))))
    (and name (treesit-node-text name t))))

(defconst policy-ts--imenu
  (mapcar
   (lambda (kind)
     (list (car kind) (concat "\\`" (cdr kind) "_item\\'") #'policy-ts--name #'policy-ts--name))
   '(("Policy" . "policy") ("Types" . "\\(?:type\\|enum\\)") ("Credentials" . "credential")
     ("Roles" . "role") ("Constants" . "let") ("Conditions" . "condition") ("Rules" . "rule")
     ("Tests" . "test")))
  "What imenu lists: items that have a name.")

;;;###autoload
(define-derived-mode policy-ts-mode policy-base-mode "Policy"
  "Major mode for room policies, read by tree-sitter."
  (when (treesit-ready-p 'policy)
    (treesit-parser-create 'policy)
    (setq-local treesit-font-lock-settings
                (append (policy-ts--words) (policy-ts--names) (policy-ts--signs)))
    (setq-local treesit-font-lock-feature-list policy-ts--features)
    (setq-local treesit-simple-indent-rules policy-ts--indent-rules)
    (setq-local treesit-indent-function #'policy-ts--indent)
    (setq-local treesit-defun-type-regexp "_item\\'")
    (setq-local treesit-defun-name-function #'policy-ts--name)
    (setq-local treesit-simple-imenu-settings policy-ts--imenu)
    (treesit-major-mode-setup)))

(when (and (fboundp 'treesit-ready-p) (treesit-ready-p 'policy t))
  (add-to-list 'major-mode-remap-alist '(policy-mode . policy-ts-mode)))

(provide 'policy-ts-mode)
;;; policy-ts-mode.el ends here
